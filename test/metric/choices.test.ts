import { describe, expect, it } from 'vitest';
import type { ChoiceRow } from '../../src/core/index.ts';
import { choicesOver, createRandom, type Pool, type ScoreColumn } from '../../src/metric/index.ts';
import { pythonWith, throughPython } from '../support/python-json.ts';
import { describeWith } from '../support/requires.ts';

type Trial = { readonly answer: number; readonly score: number | null };

/** A pool of trials by their answer: 0 is right, from 1 on classes of wrong ones, −1 none. */
const poolOf = (trials: readonly Trial[]): Pool => {
  const wrong = Map.groupBy(
    trials.filter(({ answer }) => answer > 0),
    ({ answer }) => answer,
  );
  return {
    n: trials.length,
    c: trials.filter(({ answer }) => answer === 0).length,
    wrong: [...wrong.values()].map(({ length }) => length),
    trials: trials.map(({ answer }) => ({ correct: answer === 0, score: null, answer })),
  };
};

const column = (name: string, samples: readonly (readonly Trial[])[]): ScoreColumn => ({
  name,
  of: samples.map(trials => trials.map(({ score }) => score)),
});

const valuesOf = (rows: readonly ChoiceRow[], rule: ChoiceRow['rule']) =>
  rows.find(row => row.rule === rule)?.cells.map(cell => cell?.metric.value);

const trials = (...list: readonly (readonly [answer: number, score: number | null])[]): readonly Trial[] =>
  list.map(([answer, score]) => ({ answer, score }));

describe('one answer chosen from N', () => {
  // Scores 4 > 3 > 2 > 1; right are those with 3 and 1.
  const one = trials([1, 4], [0, 3], [2, 2], [0, 1]);

  it('at random is right as often as answers are', () => {
    const rows = choicesOver([poolOf(one)], [], [2, 4]);
    expect(valuesOf(rows, 'random')).toEqual([0.5, 0.5]);
  });

  it('by score: of 6 pairs 4>3, 4>2, 4>1 are wrong, 3>2, 3>1 right, 2>1 wrong: 2/6; of all four the wrong one', () => {
    const rows = choicesOver([poolOf(one)], [column('rm', [one])], [2, 3, 4]);
    const [two, three, four] = valuesOf(rows, 'score') ?? [];
    expect(two).toBeCloseTo(2 / 6, 12);
    // Of 4 triples only 3, 2, 1 lacks the highest.
    expect(three).toBeCloseTo(1 / 4, 12);
    expect(four).toBeCloseTo(0, 12);
  });

  it('shares a place among equal scores, and puts an answer without one last', () => {
    const tied = trials([0, 1], [1, 1], [0, null], [0, null]);
    const rows = choicesOver([poolOf(tied)], [column('rm', [tied])], [2, 4]);
    // 1 pair of equals: 1/2; 4 pairs with one scored: the scored one, half of them right; 1 pair without: right.
    const [two, four] = valuesOf(rows, 'score') ?? [];
    expect(two).toBeCloseTo((0.5 + 2 + 1) / 6, 12);
    expect(four).toBeCloseTo(1 / 2, 12);
    expect(rows.find(({ rule }) => rule === 'score')?.lacking).toBe(2);
  });

  it('by votes: of 4 triples of two right and two different wrong ones, all hold a pair that wins or ties', () => {
    const rows = choicesOver([poolOf(one)], [], [3, 4]);
    const [three, four] = valuesOf(rows, 'vote') ?? [];
    // Both right ones: 2 triples, right. One right, two that differ: a tie of three, 2 triples.
    expect(three).toBeCloseTo((2 + 2 / 3) / 4, 12);
    expect(four).toBeCloseTo(1, 12);
  });

  it('by weighted votes: 5 against 3 + 1, where no score is negative', () => {
    const weighted = trials([1, 5], [0, 3], [0, 1]);
    const rows = choicesOver([poolOf(weighted)], [column('rm', [weighted])], [3]);
    expect(valuesOf(rows, 'weighted-vote')).toEqual([0]);
    expect(valuesOf(rows, 'vote')?.[0]).toBeCloseTo(1, 12);
  });

  it('by weighted votes of logarithms: e⁻¹ against e⁻¹ᐧ⁵ + e⁻¹ᐧ⁵', () => {
    const weighted = trials([1, -1], [0, -1.5], [0, -1.5]);
    const rows = choicesOver([poolOf(weighted)], [column('rm', [weighted])], [3]);
    expect(valuesOf(rows, 'weighted-vote')?.[0]).toBeCloseTo(2 * Math.exp(-1.5) > Math.exp(-1) ? 1 : 0, 12);
  });

  it('by the gold is right where any of them is', () => {
    const rows = choicesOver([poolOf(one), poolOf(trials([1, 0], [1, 0], [1, 0], [1, 0]))], [], [2, 4]);
    const [two, four] = valuesOf(rows, 'oracle') ?? [];
    expect(two).toBeCloseTo((5 / 6 + 0) / 2, 12);
    expect(four).toBeCloseTo(1 / 2, 12);
  });

  it('has no number for an N that some sample has too few trials for', () => {
    const rows = choicesOver([poolOf(one), poolOf(one.slice(0, 3))], [], [2, 4]);
    expect(rows.map(({ cells }) => cells.map(cell => cell?.n ?? null))).toEqual(rows.map(() => [2, null]));
  });

  it('has no votes where answers were not compared', () => {
    const rows = choicesOver([{ ...poolOf(one), wrong: null }], [column('rm', [one])], [2]);
    expect(rows.map(({ rule }) => rule)).toEqual(['random', 'score', 'oracle']);
  });

  it('differs from a random choice by the mean of the differences, with an interval', () => {
    const samples = Array.from({ length: 40 }, () => trials([0, 2], [1, 1]));
    const rows = choicesOver(samples.map(poolOf), [column('rm', samples)], [2]);
    const cell = rows.find(({ rule }) => rule === 'score')?.cells[0];
    expect(cell?.metric.value).toBeCloseTo(1, 12);
    expect(cell?.difference?.value).toBeCloseTo(0.5, 12);
    expect(cell?.difference?.ci95[0]).toBeGreaterThan(0.4);
    expect(rows.find(({ rule }) => rule === 'random')?.cells[0]?.difference).toBeNull();
    expect(rows.find(({ rule }) => rule === 'oracle')?.cells[0]?.difference).toBeNull();
  });
});

const python = pythonWith('itertools', 'math');

/** The same numbers by going over every subset, written in another language by the definitions alone. */
const bySubsets = `
from itertools import combinations
from math import exp
def mean(values):
    values = list(values)
    return sum(values) / len(values)
def best(trials):
    top = max((t["score"] if t["score"] is not None else float("-inf")) for t in trials)
    tied = [t for t in trials if (t["score"] if t["score"] is not None else float("-inf")) == top]
    return mean(t["answer"] == 0 for t in tied)
def vote(trials, weight):
    sums = {}
    for t in trials:
        if t["answer"] >= 0:
            sums[t["answer"]] = sums.get(t["answer"], 0) + weight(t)
    if not sums:
        return 0
    most = max(sums.values())
    tied = [answer for answer, total in sums.items() if total >= most * (1 - 1e-9)]
    return 1 / len(tied) if 0 in tied else 0
logarithms = any(t["score"] is not None and t["score"] < 0 for sample in data["samples"] for t in sample)
def weight(t):
    if t["score"] is None:
        return 0
    return exp(t["score"]) if logarithms else t["score"]
rules = {
    "random": lambda trials: mean(t["answer"] == 0 for t in trials),
    "score": best,
    "vote": lambda trials: vote(trials, lambda t: 1),
    "weighted-vote": lambda trials: vote(trials, weight),
    "oracle": lambda trials: any(t["answer"] == 0 for t in trials),
}
result = {name: [mean(mean(rule(chosen) for chosen in combinations(sample, n)) for sample in data["samples"]) for n in data["ns"]] for name, rule in rules.items()}
`;

describeWith('python3', python !== null)('going over all subsets in Python', () => {
  it.each([
    ['weights', 0],
    ['logarithms', -3],
  ])('agrees on every row and N, with scores as %s', (_, low) => {
    const random = createRandom(`choices ${low}`);
    const samples = Array.from({ length: 30 }, () =>
      Array.from({ length: 9 + random.below(3) }, (): Trial => {
        const score = random.below(6) === 0 ? null : low + random.below(9) / 2;
        return { answer: random.below(6) - 1, score };
      }),
    );
    const ns = [2, 4, 8];
    const rows = choicesOver(samples.map(poolOf), [column('rm', samples)], ns);
    const theirs = throughPython(python ?? '', bySubsets, { samples, ns }) as Record<
      string,
      readonly number[]
    >;
    expect(Object.keys(theirs)).toHaveLength(5);
    for (const [rule, values] of Object.entries(theirs)) {
      for (const [at, value] of values.entries()) {
        expect(valuesOf(rows, rule as ChoiceRow['rule'])?.[at], `${rule} of ${ns[at]}`).toBeCloseTo(
          value,
          10,
        );
      }
    }
  });
});

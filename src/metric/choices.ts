import type { ChoiceCell, ChoiceRow, ChoiceRule } from '../core/index.ts';
import { bestOfK } from './best-of-k.ts';
import type { Pool, PoolTrial } from './curves.ts';
import { estimates } from './estimate.ts';
import { majorityAtK } from './majority.ts';
import { pairedBootstrap } from './paired-bootstrap.ts';
import { passAtK } from './pass-at-k.ts';
import { weightedAtK, weightsOf } from './weighted-vote.ts';

/** Scores of a name: for each sample those of its trials, as the trials of its pool stand. */
export type ScoreColumn = {
  readonly name: string;
  readonly of: readonly (readonly (number | null)[])[];
};

/** Resamples of a paired difference: its interval is one of dozens in a table. */
const resamples = 1000;

/**
 * What each way to choose one of N answers comes to: the expectation over all ways to draw N of a sample's trials without
 * replacement (weighted votes: over 2,000 of them where there are more). In the order of the paper's Table 9.
 * @param pools at least one, each with a trial, in an order that does not change
 */
export const choicesOver = (
  pools: readonly Pool[],
  scores: readonly ScoreColumn[],
  ns: readonly number[],
): readonly ChoiceRow[] => {
  const least = pools.reduce((fewest, { n }) => Math.min(fewest, n), Number.POSITIVE_INFINITY);
  const voted = pools.every(({ wrong }) => wrong !== null);
  const ways: readonly Way[] = [
    way('random', null, ({ n, c }) => c / n),
    ...scores.map(column => way('score', column, (pool, n, its) => bestOfK(scored(pool, its), n))),
    ...(voted ? [way('vote', null, majority)] : []),
    ...(voted ? scores.map(column => way('weighted-vote', column, weightedBy(column))) : []),
    way('oracle', null, ({ n, c }, k) => passAtK(n, c, k)),
  ];
  const possible = ns.filter(n => n <= least);
  const values = ways.map(({ column, at }) =>
    possible.map(n => pools.map((pool, sample) => at(pool, n, column?.of[sample] ?? []))),
  );
  const metrics = possible.length === 0 ? [] : estimates(values.flat(), least);
  return ways.map(({ rule, column }, row) => ({
    rule,
    score: column?.name ?? null,
    lacking: column === null ? 0 : column.of.flat().filter(score => score === null).length,
    cells: ns.map((n): ChoiceCell | null => {
      const at = possible.indexOf(n);
      const metric = at < 0 ? undefined : metrics[row * possible.length + at];
      if (metric === undefined) return null;
      const itself = rule === 'random' || rule === 'oracle';
      const difference = itself ? null : differenceOf(values[row]?.[at] ?? [], values[0]?.[at] ?? []);
      return { n, metric, difference };
    }),
  }));
};

type Scores = readonly (number | null)[];

type Way = {
  readonly rule: ChoiceRule;
  readonly column: ScoreColumn | null;
  readonly at: (pool: Pool, n: number, scores: Scores) => number;
};

const way = (rule: ChoiceRule, column: ScoreColumn | null, at: Way['at']): Way => ({ rule, column, at });

const trialsIn = ({ trials }: Pool): readonly PoolTrial[] => trials ?? [];

const scored = (pool: Pool, scores: Scores) =>
  trialsIn(pool).map(({ correct }, at) => ({ correct, score: scores[at] ?? null }));

const majority = ({ n, c, wrong }: Pool, k: number): number => {
  const sizes = wrong ?? [];
  return majorityAtK(
    { correct: c, wrong: sizes, abstained: n - c - sizes.reduce((sum, x) => sum + x, 0) },
    k,
  );
};

/** What scores are to a vote is said of all samples together: a negative one is no weight, but a logarithm of one. */
const weightedBy = ({ of }: ScoreColumn): Way['at'] => {
  const areLogarithms = of.some(its => its.some(score => score !== null && score < 0));
  return (pool, k, scores) => {
    const weights = weightsOf(scores, areLogarithms);
    return weightedAtK(
      trialsIn(pool).map(({ answer }, at) => ({ answer: answer ?? -1, weight: weights[at] ?? 0 })),
      k,
    );
  };
};

const differenceOf = (values: readonly number[], others: readonly number[]): ChoiceCell['difference'] => {
  const differences = values.map((value, sample) => value - (others[sample] ?? 0));
  const value = differences.reduce((sum, x) => sum + x, 0) / differences.length;
  return { value, ci95: pairedBootstrap(differences, resamples) };
};

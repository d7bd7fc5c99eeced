import { describe, expect, it } from 'vitest';
import { wilson } from '../../src/metric/index.ts';
import { createJudgement, type JudgedPair, rewardBenchSections } from '../../src/preference/index.ts';

const judged = (pairs: readonly JudgedPair[]) => {
  const judgement = createJudgement();
  for (const pair of pairs) judgement.add(pair);
  return judgement.finish();
};

const pair = (chosen: number, rejected: number, subset = 'a', direct = false): JudgedPair => ({
  ...{ subset, direct },
  rewards: { chosen, rejected },
});

describe('a judgement', () => {
  it('counts a tie as wrong and an unscored pair not at all', () => {
    const unscored: JudgedPair = { subset: 'a', direct: false, rewards: null };
    const { all } = judged([pair(2, 1), pair(1, 2), pair(1, 1), pair(3, 0), unscored]);
    expect(all).toMatchObject({ pairs: 5, unscored: 1, ties: 1, accuracy: { value: 0.5, samples: 4 } });
    const [low, high] = wilson(2, 4);
    expect(all.accuracy?.ci95[0]).toBeCloseTo(low, 12);
    expect(all.accuracy?.ci95[1]).toBeCloseTo(high, 12);
  });

  it('compares rewards that differ by less than their difference can say', () => {
    const { all } = judged([pair(1e308, -1e308, 'a', true), pair(5e-324, 0, 'a', true)]);
    expect(all).toMatchObject({ ties: 0, accuracy: { value: 1 } });
    expect(all.margin?.mean.value).toBeGreaterThan(8e307);
    expect(JSON.stringify(all)).not.toContain('null');
  });

  it('has means over the subsets and over all pairs, which differ', () => {
    const { all, macro, subsets } = judged([...[pair(1, 0), pair(1, 0), pair(1, 0)], ...[pair(0, 1, 'b')]]);
    expect(subsets.map(({ subset, accuracy }) => [subset, accuracy?.value])).toEqual([
      ['a', 1],
      ['b', 0],
    ]);
    expect(all.accuracy?.value).toBe(0.75);
    expect(macro?.value).toBe(0.5);
  });

  it('has margins by their quantiles, linear between neighbours', () => {
    const { all } = judged([0, 1, 2, 3, 10].map(margin => pair(margin, 0)));
    expect(all.margin).toMatchObject({ mean: { value: 3.2 }, median: 2 });
    const [p5, p25, p75, p95] = all.margin?.quantiles ?? [];
    expect(p5).toBeCloseTo(0.2, 12);
    expect([p25, p75]).toEqual([1, 3]);
    expect(p95).toBeCloseTo(8.6, 12);
  });

  it('has means with an interval by Student’s t', () => {
    const { all } = judged([pair(1, 0), pair(2, 0), pair(6, 0)]);
    // s = √7, t(2) = 4.30265273
    const half = (4.30265273 * Math.sqrt(7)) / Math.sqrt(3);
    expect(all.chosen?.ci95?.[0]).toBeCloseTo(3 - half, 9);
    expect(all.chosen?.ci95?.[1]).toBeCloseTo(3 + half, 9);
    expect(judged([pair(1, 0)]).all.chosen).toEqual({ value: 1, ci95: null });
  });

  it('adds the direct-reward term where a row has it, and there alone', () => {
    const ln2 = Math.LN2;
    const { all } = judged([pair(0, 0, 'a', true), pair(0, 0, 'b')]);
    expect(all.objective).toMatchObject({
      bt: { value: ln2 },
      dr: { value: 2 * ln2, pairs: 1 },
      total: { value: 2 * ln2 },
    });
    expect(judged([pair(0, 0)]).all.objective?.dr).toBeNull();
  });

  it('is nothing where no pair has its rewards', () => {
    const { all, macro } = judged([{ subset: 'a', direct: true, rewards: null }]);
    expect(all).toEqual({
      ...{ pairs: 1, unscored: 1, ties: 0, accuracy: null, margin: null },
      ...{ chosen: null, rejected: null, objective: null },
    });
    expect(macro).toBeNull();
  });
});

describe('the sections of RewardBench', () => {
  it('weigh subsets by its own table', () => {
    const { sections, sectionMean } = judged([
      pair(1, 0, 'math-prm'),
      pair(0, 1, 'hep-go'),
      pair(1, 0, 'donotanswer'),
    ]);
    expect(sections.map(({ name, accuracy }) => [name, accuracy.value])).toEqual([
      ['Safety', 1],
      ['Reasoning', 984 / (984 + 164)],
    ]);
    expect(sectionMean?.value).toBeCloseTo((1 + 984 / 1148) / 2, 12);
  });

  it('are there for its own subsets alone', () => {
    expect(judged([pair(1, 0, 'math-prm'), pair(1, 0, 'mine')]).sections).toEqual([]);
    const unscored = { subset: 'mine', rewards: null, direct: false };
    expect(judged([pair(1, 0, 'math-prm'), unscored]).sections).toEqual([]);
  });

  it('hold 23 subsets, mathematics as much as code', () => {
    const weights = Object.assign({}, ...rewardBenchSections.map(section => section.weights));
    expect(Object.keys(weights)).toHaveLength(23);
    expect(weights['math-prm']).toBe(6 * 164);
  });
});

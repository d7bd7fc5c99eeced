import type { Counts, Metric, Scores } from '../core/index.ts';
import { estimate } from './estimate.ts';
import { passAtK } from './pass-at-k.ts';

/** What became of one sample's trials, by one grader. */
export type Tally = { -readonly [name in keyof Counts]: number } & {
  readonly id: string;
  readonly groups: Readonly<Record<string, string>>;
};

/**
 * Metrics and counts of some samples. Unscored trials are left out of n, and samples that have no other
 * are left out altogether. `pass@1` is there unless nothing was scored; another `pass@k` only when every
 * sample has at least k trials.
 */
export const scoresOf = (tallies: readonly Tally[], ks: readonly number[]): Scores => {
  const metrics: [string, Metric][] = [];
  const judged = tallies.map(trialsOf).filter(({ n }) => n > 0);
  const trials = judged.reduce((least, { n }) => Math.min(least, n), Number.POSITIVE_INFINITY);
  for (const k of new Set([1, ...ks])) {
    if (judged.length === 0 || trials < k) continue;
    metrics.push([
      `pass@${k}`,
      estimate(
        judged.map(({ n, c }) => passAtK(n, c, k)),
        trials,
      ),
    ]);
  }
  return { metrics: Object.fromEntries(metrics), counts: countsOf(tallies) };
};

/** A pass@k that was asked for and cannot be given. */
export type LeftOut = {
  readonly k: number;
  /** Samples that have scored trials, but fewer than k. */
  readonly samples: number;
};

export const leftOutOf = (tallies: readonly Tally[], ks: readonly number[]): readonly LeftOut[] =>
  [...new Set(ks)].flatMap(k => {
    const samples = tallies.map(trialsOf).filter(({ n }) => n > 0 && n < k).length;
    return samples === 0 ? [] : [{ k, samples }];
  });

const trialsOf = (tally: Tally): { n: number; c: number } => ({
  n: tally.correct + tally.incorrect + tally['no-answer'],
  c: tally.correct,
});

const countsOf = (tallies: readonly Tally[]): Counts => {
  const counts = { correct: 0, incorrect: 0, 'no-answer': 0, unscored: 0, truncated: 0 };
  for (const tally of tallies) {
    counts.correct += tally.correct;
    counts.incorrect += tally.incorrect;
    counts['no-answer'] += tally['no-answer'];
    counts.unscored += tally.unscored;
    counts.truncated += tally.truncated;
  }
  return counts;
};

import { checkChoice, shareWithin } from './choose.ts';

/** One trial with what a reward model, or the like, says of it. */
export type ScoredTrial = {
  readonly correct: boolean;
  /** Null ranks below every number. */
  readonly score: number | null;
};

/**
 * Expected correctness of the trial with the highest score among k, over all ways to choose k of the n without
 * replacement: best@k, exactly, by order statistics. Trials of one score share the place evenly.
 * @throws RangeError unless 1 ≤ k ≤ n
 */
export const bestOfK = (trials: readonly ScoredTrial[], k: number): number => {
  const n = trials.length;
  checkChoice('best@k', n, k);
  const groups = [...Map.groupBy(trials, ({ score }) => score ?? Number.NEGATIVE_INFINITY)].sort(
    ([a], [b]) => (a < b ? 1 : a > b ? -1 : 0),
  );
  let [notAbove, sum] = [n, 0];
  for (const [, group] of groups) {
    const below = notAbove - group.length;
    const share = group.filter(({ correct }) => correct).length / group.length;
    // Nothing is chosen above the group, and not only what is below it.
    sum += share * (shareWithin(notAbove, n, k) - shareWithin(below, n, k));
    notAbove = below;
  }
  return Math.min(1, Math.max(0, sum));
};

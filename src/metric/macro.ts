import type { Metric } from '../core/index.ts';

/**
 * Plain mean over groups, each counting the same whatever its size. The groups are independent, so their
 * errors add in squares; the interval joins the groups' own intervals the same way (square-and-add, Zou
 * and Donner 2008), which keeps it honest when a group is all right or all wrong.
 * @param groups at least one
 */
export const macroMean = (groups: readonly Metric[]): Metric => {
  const value = meanOf(groups.map(group => group.value));
  const below = rootOfSquares(groups.map(group => group.value - group.ci95[0]));
  const above = rootOfSquares(groups.map(group => group.ci95[1] - group.value));
  return {
    value,
    stderr: rootOfSquares(groups.map(group => group.stderr)) / groups.length,
    ci95: [Math.max(0, value - below / groups.length), Math.min(1, value + above / groups.length)],
    samples: groups.reduce((total, group) => total + group.samples, 0),
    trials: Math.min(...groups.map(group => group.trials)),
  };
};

const meanOf = (values: readonly number[]): number =>
  values.reduce((total, x) => total + x, 0) / values.length;
const rootOfSquares = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((total, x) => total + x * x, 0));

import type { Metric } from '../core/index.ts';
import { bcaInterval, resampled } from './bootstrap.ts';
import { type Interval, wilson } from './interval.ts';

/**
 * Mean of one value a sample, each 0–1, with its standard error. Trials of a sample are not independent
 * draws, so the sample is the unit: `stderr` is the standard deviation of the samples' values (n − 1)
 * divided by √samples, which is the error clustered by sample.
 * @param values one a sample, at least one, in an order that does not change
 * @param trials smallest number of trials a sample
 */
export const estimate = (values: readonly number[], trials: number): Metric => {
  const [metric] = estimates([values], trials);
  if (metric === undefined) throw new RangeError('an estimate needs values');
  return metric;
};

/** The same for several values of the same samples, which costs little more than for one. */
export const estimates = (columns: readonly (readonly number[])[], trials: number): readonly Metric[] => {
  const means = columns.map(values => sum(values) / values.length);
  const drawn = columns.filter((values, column) => !isSparse(values, means[column] ?? 0));
  const statistics = drawn.length === 0 ? [] : resampled({ values: drawn });
  return columns.map((values, column) => {
    const [value, samples] = [means[column] ?? 0, values.length];
    const deviations = values.map(x => x - value);
    const squares = sum(deviations.map(x => x * x));
    const stderr = samples < 2 ? 0 : Math.sqrt(squares / (samples * (samples - 1)));
    const its = statistics[drawn.indexOf(values)];
    const ci95 =
      its === undefined ? sparseInterval(values, value) : clipped(bcaInterval(its, value, deviations));
    return { value, stderr, ci95, samples, trials };
  });
};

/**
 * A ratio of sums over samples, such as parts that passed of all parts. `stderr` is linearised (Cochran 1977, *Sampling
 * Techniques*, 6.3). Where all samples weigh the same it is their mean.
 * @param weights one a sample, above 0, each at least the sample's value
 */
export const estimateRatio = (
  values: readonly number[],
  weights: readonly number[],
  trials: number,
): Metric => {
  if (weights.every(weight => weight === weights[0])) {
    return estimate(
      values.map((x, index) => x / (weights[index] ?? 1)),
      trials,
    );
  }
  const [samples, total] = [values.length, sum(weights)];
  const value = sum(values) / total;
  const influences = values.map((x, index) => x - value * (weights[index] ?? 0));
  const squares = sum(influences.map(x => x * x));
  const stderr = Math.sqrt((squares * samples) / (samples - 1)) / total;
  const [drawn] = isFew(value, samples) ? [] : resampled({ values: [values], weights });
  const ci95 =
    drawn === undefined ? wilson(value * samples, samples) : clipped(bcaInterval(drawn, value, influences));
  return { value, stderr, ci95, samples, trials };
};

/** Fewer samples' worth of rights, or of wrongs, tell too little of how their values spread for a bootstrap. */
const leastForBootstrap = 5;

/**
 * True where resampling says too little: every sample is wholly right or wholly wrong (always so with one trial), or all
 * have one value, or there are too few of either kind.
 */
const isSparse = (values: readonly number[], mean: number): boolean =>
  isFew(mean, values.length) ||
  values.every(x => x === 0 || x === 1) ||
  values.every(x => Math.abs(x - mean) < 1e-12);

const isFew = (mean: number, samples: number): boolean =>
  samples * Math.min(mean, 1 - mean) < leastForBootstrap - 1e-9;

/**
 * Wilson with the samples as the draws, never their trials. Of all values from 0 to 1 with one mean, yes-or-no spreads
 * most, so the interval is rather too wide than too narrow. One sample that is neither says nothing about others.
 */
const sparseInterval = (values: readonly number[], mean: number): Interval =>
  values.length < 2 && mean > 0 && mean < 1 ? [0, 1] : wilson(mean * values.length, values.length);

const clipped = ([low, high]: Interval): Interval => [Math.max(0, low), Math.min(1, high)];

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

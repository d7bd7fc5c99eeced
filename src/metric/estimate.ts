import type { Metric } from '../core/index.ts';
import { type Interval, normalInterval, wilson } from './interval.ts';

/**
 * Mean of one value a sample, each 0–1, with its standard error. Trials of a sample are not independent
 * draws, so the sample is the unit: `stderr` is the standard deviation of the samples' values (n − 1)
 * divided by √samples, which is the error clustered by sample.
 * @param values one a sample, at least one
 * @param trials smallest number of trials a sample
 */
export const estimate = (values: readonly number[], trials: number): Metric => {
  const samples = values.length;
  const value = sum(values) / samples;
  const squares = sum(values.map(x => (x - value) ** 2));
  const stderr = samples < 2 ? 0 : Math.sqrt(squares / (samples * (samples - 1)));
  return { value, stderr, ci95: intervalOf(values, value, stderr), samples, trials };
};

/**
 * Wilson where every sample is wholly right or wholly wrong (always so with one trial), and where all samples have one
 * value, from which no spread can be seen: with the samples as the draws, never their trials. Else normal. One sample
 * that is neither right nor wrong says nothing about others.
 */
const intervalOf = (values: readonly number[], mean: number, stderr: number): Interval => {
  if (values.every(x => x === 0 || x === 1)) return wilson(sum(values), values.length);
  if (values.length < 2) return [0, 1];
  const [first] = values;
  if (values.every(x => x === first)) return wilson(mean * values.length, values.length);
  return normalInterval(mean, stderr);
};

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

import { studentPoint } from '../metric/index.ts';

/** A mean of any numbers, with its 95 % interval by Student's t; null for a single value. */
export type Mean = {
  readonly value: number;
  readonly ci95: readonly [number, number] | null;
};

export type Distribution = {
  readonly mean: Mean;
  readonly median: number;
  /** 5th, 25th, 75th and 95th percentile, linear between neighbours. */
  readonly quantiles: readonly [number, number, number, number];
};

/** @param values at least one, finite */
export const meanOf = (values: readonly number[]): Mean => {
  const n = values.length;
  const value = average(values);
  if (n < 2) return { value, ci95: null };
  // Scaled, so that squares of the largest numbers are none that cannot be held.
  const scale = values.reduce((most, x) => Math.max(most, Math.abs(x / 2 - value / 2)), 0);
  if (scale === 0) return { value, ci95: [value, value] };
  const squares = values.reduce((sum, x) => sum + ((x / 2 - value / 2) / scale) ** 2, 0);
  const half = studentPoint(n - 1) * 2 * Math.sqrt(squares / (n * (n - 1))) * scale;
  return { value, ci95: [bounded(value - half), bounded(value + half)] };
};

/** @param values at least one, finite */
export const distributionOf = (values: readonly number[]): Distribution => {
  const sorted = Float64Array.from(values).sort();
  const [q05, q25, median, q75, q95] = [0.05, 0.25, 0.5, 0.75, 0.95].map(share => quantile(sorted, share));
  return {
    mean: meanOf(values),
    median: median ?? 0,
    quantiles: [q05 ?? 0, q25 ?? 0, q75 ?? 0, q95 ?? 0],
  };
};

/** The mean, also where the sum is beyond the largest number. */
const average = (values: readonly number[]): number => {
  const sum = values.reduce((total, x) => total + x, 0);
  if (Number.isFinite(sum)) return sum / values.length;
  return values.reduce((mean, x) => mean + x / values.length, 0);
};

const quantile = (sorted: Float64Array, share: number): number => {
  const at = share * (sorted.length - 1);
  const before = Math.floor(at);
  const [low = 0, high = low] = [sorted[before], sorted[before + 1]];
  const part = at - before;
  return low * (1 - part) + high * part;
};

const bounded = (x: number): number => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, x));

import { type Interval, z95 } from './interval.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { createRandom } from './random.ts';

/** Times that the samples are drawn again: 10,000, and fewer, but 1,000, where that would be more than 10⁸ draws. */
const resamplesFor = (samples: number): number => Math.max(1000, Math.min(10_000, Math.floor(1e8 / samples)));

const seed = 'eurus-eval bootstrap';

/** What a bootstrap is over: one value a sample in each column, and what each sample weighs. */
export type Columns = {
  readonly values: readonly ArrayLike<number>[];
  /** Of each sample: a column's statistic is Σ values / Σ weights. All 1 when absent, which gives the mean. */
  readonly weights?: ArrayLike<number> | undefined;
};

/**
 * The statistic of each column in each resample, sorted from low to high. All samples are drawn with replacement, the
 * same draw for all columns, from a fixed seed: the same samples in the same order give the same numbers.
 * Rows that are alike are one row that is counted, so that the time for a resample hardly grows with the columns.
 */
export const resampled = (
  { values, weights }: Columns,
  times: number = resamplesFor(values[0]?.length ?? 0),
): readonly Float64Array[] => {
  const samples = values[0]?.length ?? 0;
  const { rowOf, rows } = distinctRows([...values, ...(weights === undefined ? [] : [weights])], samples);
  const counts = new Float64Array(rows.length);
  const out = values.map(() => new Float64Array(times));
  const columns = [...values.keys()].map(column => Float64Array.from(rows, row => row[column] ?? 0));
  const weightOf = Float64Array.from(rows, row => (weights === undefined ? 1 : (row.at(-1) ?? 0)));
  const random = createRandom(seed);
  for (let time = 0; time < times; time += 1) {
    counts.fill(0);
    for (let draw = 0; draw < samples; draw += 1) {
      // 32 random bits: no sample is likelier than another by more than samples / 2³².
      const row = rowOf[Math.floor(random.nextFraction() * samples)] ?? 0;
      counts[row] = (counts[row] ?? 0) + 1;
    }
    const total = dot(counts, weightOf);
    for (const [column, its] of columns.entries()) {
      const statistics = out[column];
      if (statistics !== undefined) statistics[time] = dot(counts, its) / total;
    }
  }
  return out.map(statistics => statistics.sort());
};

const distinctRows = (columns: readonly ArrayLike<number>[], samples: number) => {
  const places = new Map<string, number>();
  const rows: (readonly number[])[] = [];
  const rowOf = new Uint32Array(samples);
  for (let sample = 0; sample < samples; sample += 1) {
    const row = columns.map(column => column[sample] ?? 0);
    const name = row.join(' ');
    let place = places.get(name);
    if (place === undefined) {
      place = rows.push(row) - 1;
      places.set(name, place);
    }
    rowOf[sample] = place;
  }
  return { rowOf, rows };
};

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
};

/**
 * Bias-corrected and accelerated bootstrap interval (Efron 1987, *Better bootstrap confidence intervals*), 95 %.
 * @param statistics of the resamples, sorted
 * @param value the statistic of the samples themselves
 * @param influences how far each sample pulls the statistic, up to a factor: for a mean its deviation
 * @param width half of the interval in standard errors of a normal distribution; more than 1.96 for few samples
 */
export const bcaInterval = (
  statistics: Float64Array,
  value: number,
  influences: readonly number[],
  width: number = z95,
): Interval => {
  const noise = 1e-12;
  const below = placeOf(statistics, value - noise);
  const upTo = placeOf(statistics, value + noise);
  const edge = 1 / statistics.length;
  const bias = normalQuantile(Math.min(1 - edge, Math.max(edge, ((below + upTo) / 2) * edge)));
  const squares = influences.reduce((sum, x) => sum + x * x, 0);
  const cubes = influences.reduce((sum, x) => sum + x * x * x, 0);
  const acceleration = squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
  const bound = (at: number): number => {
    const shifted = bias + at;
    return quantile(statistics, normalCdf(bias + shifted / (1 - acceleration * shifted)));
  };
  return [bound(-width), bound(width)];
};

/** How many of the sorted values are below a bound. */
const placeOf = (sorted: Float64Array, bound: number): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Linear between neighbours. */
const quantile = (sorted: Float64Array, share: number): number => {
  const at = share * (sorted.length - 1);
  const before = Math.floor(at);
  const [low = 0, high = low] = [sorted[before], sorted[before + 1]];
  return low + (at - before) * (high - low);
};

import { type Interval, z95 } from './interval.ts';
import { normalCdf, normalQuantile, studentPoint } from './normal.ts';
import type { Random } from './random.ts';

/** Fewer for many samples, whose means are closer to normal. */
const resamplesOf = (samples: number): number =>
  Math.round(Math.min(4_000, Math.max(1_000, 20_000_000 / samples)));

/**
 * 95 % interval of the mean of paired differences with the sample as the unit. At each end the wider of two: of the
 * bias-corrected and accelerated bootstrap (Efron 1987), its quantiles widened for small samples (Hesterberg 2015, *What
 * Teachers Should Know About the Bootstrap*, 3.2), which follows skewed differences; and of Student's t, which does not
 * fall short where only few samples differ. Where all differences are one value, which shows no spread, Tango's bound
 * for samples of which none differs.
 * @param differences one a sample, each from −1 to 1, at least one
 */
export const pairedBootstrap = (differences: readonly number[], random: Random): Interval => {
  const n = differences.length;
  const values = Float64Array.from(differences);
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  if (n < 2 || values.every(x => x === values[0])) {
    const half = (z95 * z95) / (n + z95 * z95);
    return [Math.max(-1, mean - half), Math.min(1, mean + half)];
  }
  const point = studentPoint(n - 1);
  const half = point * Math.sqrt(squares / (n * (n - 1)));
  const [low, high] = bootstrapBounds(values, mean, squares, point * Math.sqrt(n / (n - 1)), random);
  return [Math.max(-1, Math.min(low, mean - half)), Math.min(1, Math.max(high, mean + half))];
};

const bootstrapBounds = (
  values: Float64Array,
  mean: number,
  squares: number,
  width: number,
  random: Random,
): Interval => {
  const means = resampledMeans(values, random);
  // Ties count half: means of a few values repeat.
  const below = means.reduce((count, x) => count + (x < mean ? 1 : x === mean ? 0.5 : 0), 0);
  const bias = normalQuantile(Math.min(0.999, Math.max(0.001, below / means.length)));
  const cubes = values.reduce((sum, x) => sum + (x - mean) ** 3, 0);
  const acceleration = cubes / (6 * squares ** 1.5);
  const bound = (z: number): number => {
    const shifted = bias + z;
    return quantile(means, normalCdf(bias + shifted / Math.max(0.1, 1 - acceleration * shifted)));
  };
  return [bound(-width), bound(width)];
};

const resampledMeans = (values: Float64Array, random: Random): Float64Array => {
  const means = new Float64Array(resamplesOf(values.length));
  for (let draw = 0; draw < means.length; draw += 1) {
    let sum = 0;
    for (let i = 0; i < values.length; i += 1) sum += values[random.below(values.length)] ?? 0;
    means[draw] = sum / values.length;
  }
  return means.sort();
};

/** Of sorted values, between neighbours in proportion. */
const quantile = (sorted: Float64Array, share: number): number => {
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low + (place - Math.floor(place)) * (high - low);
};

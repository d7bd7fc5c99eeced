import { bcaInterval, resampled } from './bootstrap.ts';
import { type Interval, z95 } from './interval.ts';
import { studentPoint } from './normal.ts';

/**
 * 95 % interval of the mean of paired differences with the sample as the unit. At each end the wider of two: of the
 * bias-corrected and accelerated bootstrap (Efron 1987), its quantiles widened for small samples (Hesterberg 2015, *What
 * Teachers Should Know About the Bootstrap*, 3.2), which follows skewed differences; and of Student's t, which does not
 * fall short where only few samples differ. Where all differences are one value, which shows no spread, Tango's bound
 * for samples of which none differs.
 * @param differences one a sample, each from −1 to 1, at least one
 * @param times that the samples are drawn again; fewer than usual for simulations of the interval itself
 */
export const pairedBootstrap = (differences: readonly number[], times?: number): Interval => {
  const n = differences.length;
  if (n < 2 || differences.every(x => x === differences[0])) {
    return around(differences[0] ?? 0, (z95 * z95) / (n + z95 * z95));
  }
  const mean = differences.reduce((sum, x) => sum + x, 0) / n;
  const deviations = differences.map(x => x - mean);
  const squares = deviations.reduce((sum, x) => sum + x * x, 0);
  const point = studentPoint(n - 1);
  const student = around(mean, point * Math.sqrt(squares / (n * (n - 1))));
  const [means = new Float64Array([mean])] = resampled({ values: [differences] }, times);
  const bootstrap = bcaInterval(means, mean, deviations, point * Math.sqrt(n / (n - 1)));
  return [Math.min(student[0], bootstrap[0]), Math.max(student[1], bootstrap[1])];
};

const around = (middle: number, half: number): Interval => [
  Math.max(-1, middle - half),
  Math.min(1, middle + half),
];

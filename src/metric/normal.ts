/** Below this the series of the distribution function is used, beyond it the continued fraction. */
const seriesEnd = 5;

/** Distribution function of the standard normal (Abramowitz and Stegun 1964, 26.2.11 and 26.2.14). */
export const normalCdf = (x: number): number => {
  if (x < 0) return 1 - normalCdf(-x);
  if (x === Number.POSITIVE_INFINITY) return 1;
  return x < seriesEnd ? 0.5 + density(x) * series(x) : 1 - density(x) / fraction(x);
};

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** x + x³/3 + x⁵/(3·5) + … */
const series = (x: number): number => {
  let [sum, term] = [x, x];
  for (let odd = 3; term > sum * Number.EPSILON; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum;
};

/** x + 1/(x + 2/(x + 3/(x + …))) */
const fraction = (x: number): number => {
  let value = x;
  for (let i = 40; i > 0; i -= 1) value = x + i / value;
  return value;
};

/** The x below which the standard normal has the probability `p`; ±Infinity at 1 and 0. */
export const normalQuantile = (p: number): number => {
  if (p <= 0 || p >= 1) return p <= 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  let [low, high] = [-9, 9];
  for (let i = 0; i < 64; i += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};

/** 97.5 % points of Student's t for 1 to 4 degrees of freedom, where the expansion does not hold. */
const firstPoints = [12.706204736, 4.30265273, 3.182446305, 2.776445105] as const;

/**
 * The 97.5 % point of Student's t: the expansion in 1/df of Abramowitz and Stegun 1964, 26.7.5; to three decimals
 * from five degrees of freedom on.
 * @param df degrees of freedom, at least 1
 */
export const studentPoint = (df: number): number => {
  const known = firstPoints[df - 1];
  if (known !== undefined) return known;
  const x = normalQuantile(0.975);
  const g1 = (x ** 3 + x) / 4;
  const g2 = (5 * x ** 5 + 16 * x ** 3 + 3 * x) / 96;
  const g3 = (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / 384;
  const g4 = (79 * x ** 9 + 776 * x ** 7 + 1482 * x ** 5 - 1920 * x ** 3 - 945 * x) / 92160;
  return x + g1 / df + g2 / df ** 2 + g3 / df ** 3 + g4 / df ** 4;
};

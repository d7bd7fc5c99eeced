/** Half width of a 95 % interval in standard errors: the 97.5 % point of the normal distribution. */
export const z95 = 1.959963984540054;

export type Interval = readonly [number, number];

/**
 * Wilson's score interval for `successes` of `n` yes-or-no draws, 95 % (Wilson 1927). Unlike the normal
 * interval it neither leaves 0–1 nor shrinks to a point when every draw agrees.
 */
export const wilson = (successes: number, n: number): Interval => {
  const z2 = z95 * z95;
  const p = successes / n;
  const center = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z95 / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return [successes === 0 ? 0 : clip(center - half), successes === n ? 1 : clip(center + half)];
};

const clip = (value: number): number => Math.min(1, Math.max(0, value));

import { type Interval, z95 } from './interval.ts';

/**
 * Tango's score interval, 95 %, for the difference of two shares of the same samples (Tango 1998, *Statistics in
 * Medicine* 17, 891–908): every difference from which the observed one is less than 1.96 standard errors away, the error
 * reckoned as it would be under that difference. Stays within −1 and 1, and does not shrink to a point where no sample
 * differs.
 * @param gained samples that only the second got right
 * @param lost samples that only the first got right
 * @param samples all of them, at least 1
 * @returns of second minus first
 */
export const tangoInterval = (gained: number, lost: number, samples: number): Interval => {
  const observed = (gained - lost) / samples;
  const isFar = (difference: number): boolean => Math.abs(distance(gained, lost, samples, difference)) > z95;
  return [farthest(observed, -1, isFar), farthest(observed, 1, isFar)];
};

/** Standard errors between the observed difference and a supposed one. */
const distance = (gained: number, lost: number, n: number, difference: number): number => {
  // The share of samples lost that is likeliest under the difference, as the root of a quadratic.
  const b = -gained - lost + (2 * n - gained + lost) * difference;
  const c = -lost * difference * (1 - difference);
  const lostShare = (Math.sqrt(Math.max(0, b * b - 8 * n * c)) - b) / (4 * n);
  const variance = n * (2 * lostShare + difference * (1 - difference));
  const excess = gained - lost - n * difference;
  if (variance > 0) return excess / Math.sqrt(variance);
  return excess === 0 ? 0 : Math.sign(excess) * Number.POSITIVE_INFINITY;
};

/** The last difference on the way to an end that is not too far, by halving. */
const farthest = (observed: number, end: number, isFar: (difference: number) => boolean): number => {
  if (!isFar(end)) return end;
  let [near, far] = [observed, end];
  for (let i = 0; i < 60; i += 1) {
    const middle = (near + far) / 2;
    if (isFar(middle)) far = middle;
    else near = middle;
  }
  return near;
};

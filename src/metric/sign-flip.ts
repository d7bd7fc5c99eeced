import type { Random } from './random.ts';

/** Up to so many differences all their signs are tried; beyond, signs are drawn. */
const mostExact = 14;
/** Draws of signs: the smallest p they can show is 1 in 10,000. */
const draws = 9_999;

/**
 * Two-sided p of the permutation test on paired differences (Fisher 1935, *The Design of Experiments*, 21): were both
 * equally good, each difference would be as likely to have the other sign. The share of all choices of signs whose mean
 * is at least as far from 0; of drawn ones, with the observed counted among them (Phipson and Smyth 2010).
 * @param differences one a sample
 */
export const signFlipTest = (differences: readonly number[], random: Random): number => {
  const sizes = Float64Array.from(differences.filter(x => x !== 0).map(Math.abs)).sort();
  const observed = Math.abs(differences.reduce((sum, x) => sum + x, 0));
  // Sums of the same fractions in another order differ in their last digits.
  const least = observed - 1e-9 * sizes.reduce((sum, x) => sum + x, 0);
  return sizes.length <= mostExact ? shareOfAll(sizes, least) : shareOfDrawn(sizes, least, random);
};

const shareOfAll = (sizes: Float64Array, least: number): number => {
  const choices = 2 ** sizes.length;
  let far = 0;
  for (let signs = 0; signs < choices; signs += 1) {
    if (Math.abs(signedSum(sizes, signs)) >= least) far += 1;
  }
  return far / choices;
};

const signedSum = (sizes: Float64Array, signs: number): number => {
  let sum = 0;
  for (let i = 0; i < sizes.length; i += 1) sum += (signs >> i) & 1 ? (sizes[i] ?? 0) : -(sizes[i] ?? 0);
  return sum;
};

const shareOfDrawn = (sizes: Float64Array, least: number, random: Random): number => {
  let far = 1;
  for (let draw = 0; draw < draws; draw += 1) {
    let [sum, bits] = [0, 0];
    for (let i = 0; i < sizes.length; i += 1) {
      if (i % 32 === 0) bits = random.nextUint32();
      sum += bits & 1 ? (sizes[i] ?? 0) : -(sizes[i] ?? 0);
      bits >>>= 1;
    }
    if (Math.abs(sum) >= least) far += 1;
  }
  return far / (draws + 1);
};

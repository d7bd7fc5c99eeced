import { checkChoice, shareWithin } from './choose.ts';

/**
 * Unbiased estimate of the chance that all of `k` trials are correct, from `n` trials of which `c` were: C(c, k) / C(n, k)
 * (Yao et al. 2024, *τ-bench*, "pass^k").
 * @throws RangeError unless 0 ≤ c ≤ n and 1 ≤ k ≤ n
 */
export const passHatK = (n: number, c: number, k: number): number => {
  checkChoice('pass^k', n, k);
  if (!Number.isInteger(c) || c < 0 || c > n)
    throw new RangeError(`pass^k needs 0 ≤ c ≤ n, got n=${n}, c=${c}`);
  return shareWithin(c, n, k);
};

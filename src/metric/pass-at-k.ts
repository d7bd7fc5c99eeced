/**
 * Unbiased estimate of the chance that at least one of `k` trials is correct, from `n` trials of which
 * `c` were: `1 − C(n−c, k) / C(n, k)`, as a product that neither overflows nor cancels (Chen et al. 2021,
 * "Evaluating Large Language Models Trained on Code", section 2.1).
 * @throws RangeError unless 0 ≤ c ≤ n and 1 ≤ k ≤ n
 */
export const passAtK = (n: number, c: number, k: number): number => {
  const whole = [n, c, k].every(Number.isInteger);
  if (!whole || c < 0 || c > n || k < 1 || k > n) {
    throw new RangeError(`pass@k needs 0 ≤ c ≤ n and 1 ≤ k ≤ n, got n=${n}, c=${c}, k=${k}`);
  }
  if (n - c < k) return 1;
  let noneCorrect = 1;
  for (let i = n - c + 1; i <= n; i += 1) noneCorrect *= 1 - k / i;
  return 1 - noneCorrect;
};

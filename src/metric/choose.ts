/** Ways to choose k of n things, as a double; 0 for a k that is not from 0 to n. Exact while it is below 2⁵³. */
export const choose = (n: number, k: number): number => {
  if (k < 0 || k > n) return 0;
  const fewer = Math.min(k, n - k);
  let ways = 1;
  for (let i = 1; i <= fewer; i += 1) ways = (ways * (n - fewer + i)) / i;
  return ways;
};

/** The share of the ways to choose k of n things in which all are among m of them: C(m, k) / C(n, k), as a product. */
export const shareWithin = (m: number, n: number, k: number): number => {
  let share = 1;
  for (let i = 0; i < k && share > 0; i += 1) share *= Math.max(0, m - i) / (n - i);
  return share;
};

/** @throws RangeError unless 1 ≤ k ≤ n, both whole */
export const checkChoice = (name: string, n: number, k: number): void => {
  if (Number.isInteger(n) && Number.isInteger(k) && k >= 1 && k <= n) return;
  throw new RangeError(`${name} needs 1 ≤ k ≤ n, got n=${n}, k=${k}`);
};

/**
 * Exact two-sided p of McNemar's test (McNemar 1947): were both equally good, each sample on which they differ would go
 * either way with probability ½. Twice the binomial probability of a split at least as uneven, at most 1.
 * @param gained samples that only the second got right
 * @param lost samples that only the first got right
 */
export const mcNemarExact = (gained: number, lost: number): number => {
  const trials = gained + lost;
  const least = Math.min(gained, lost);
  let logTerm = -trials * Math.LN2;
  for (let i = 1; i <= least; i += 1) logTerm += Math.log((trials - i + 1) / i);
  // From the largest term down; each next one is smaller by a known ratio.
  let [sum, term] = [0, Math.exp(logTerm)];
  for (let i = least; i >= 0 && term > sum * Number.EPSILON; i -= 1) {
    sum += term;
    term *= i / (trials - i + 1);
  }
  return Math.min(1, 2 * sum);
};

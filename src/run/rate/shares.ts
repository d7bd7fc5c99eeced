/**
 * A number of places shared out by weight: whole numbers, each at least 1, that together are `total` where it is enough
 * for that. What is left after rounding down goes to those that lost most by it, the first of equals.
 */
export const sharesOf = (total: number, weights: readonly number[]): readonly number[] => {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const exact = weights.map(weight => (total * weight) / sum);
  const shares = exact.map(share => Math.max(1, Math.floor(share)));
  const byLoss = [...exact.keys()].sort((a, b) => fraction(exact[b]) - fraction(exact[a]) || a - b);
  let left = total - shares.reduce((all, share) => all + share, 0);
  for (const place of byLoss) {
    if (left <= 0) break;
    shares[place] = (shares[place] ?? 0) + 1;
    left -= 1;
  }
  return shares;
};

const fraction = (share = 0): number => share - Math.floor(share);

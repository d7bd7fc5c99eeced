/**
 * A number of places shared out by weight: whole numbers, each at least 1, that together are `total` where it is enough
 * for that. One after the other each place goes to whom most is lacking, the first of equals.
 */
export const sharesOf = (total: number, weights: readonly number[]): readonly number[] => {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const shares = weights.map(() => 1);
  const lacking = weights.map(weight => (total * weight) / sum - 1);
  for (let left = total - weights.length; left > 0; left -= 1) {
    const place = lacking.indexOf(Math.max(...lacking));
    shares[place] = (shares[place] ?? 0) + 1;
    lacking[place] = (lacking[place] ?? 0) - 1;
  }
  return shares;
};

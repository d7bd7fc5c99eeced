/**
 * p values adjusted for their number (Holm 1979): the chance of even one false alarm among all of them stays below the
 * level that an adjusted p is held against, however the tests depend on each other.
 * @returns in the order given
 */
export const holm = (ps: readonly number[]): readonly number[] => {
  const adjusted = new Array<number>(ps.length).fill(1);
  let largest = 0;
  const order = ps.map((p, index) => ({ p, index })).sort((one, other) => one.p - other.p);
  for (const [rank, { p, index }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * p));
    adjusted[index] = largest;
  }
  return adjusted;
};

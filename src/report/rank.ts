/** A number of a column, and what it may be compared with. */
export type Contender = {
  /** Null where there is no number. */
  readonly percent: number | null;
  /** Names what the number is over: which samples, judged how. Null: it is to be compared with nothing. */
  readonly basis: string | null;
  /** Samples it is over. */
  readonly samples: number;
};

/**
 * The places of a column's numbers: 1 the best. Numbers that print alike share a place, and the next smaller one has the
 * next place. Only numbers over the same samples are compared: those over the most samples, of these the most frequent
 * basis. Where two bases are as large, or fewer than two numbers are left, nothing has a place.
 */
export const placesOf = (column: readonly Contender[]): readonly (number | null)[] => {
  const basis = commonBasis(column);
  const printed = column.map(one =>
    one.percent === null || basis === null || one.basis !== basis ? null : one.percent.toFixed(1),
  );
  const there = printed.filter(text => text !== null);
  if (there.length < 2) return column.map(() => null);
  const order = [...new Set(there)].sort((a, b) => Number(b) - Number(a));
  return printed.map(text => (text === null ? null : 1 + order.indexOf(text)));
};

const commonBasis = (column: readonly Contender[]): string | null => {
  const groups = [
    ...Map.groupBy(
      column.filter(({ percent, basis }) => percent !== null && basis !== null),
      ({ basis }) => basis,
    ),
  ]
    .map(([basis, of]) => ({ basis, samples: of[0]?.samples ?? 0, rows: of.length }))
    .sort((a, b) => b.samples - a.samples || b.rows - a.rows);
  const [first, second] = groups;
  if (first === undefined) return null;
  return second?.samples === first.samples && second.rows === first.rows ? null : first.basis;
};

/** What a table says of its marks. */
export const rankNotes = (best: string, second: string, among = 'its column'): string =>
  `${best}: best of ${among}, ${second}: second; compared as printed, and only where the samples are the same and all of them scored`;

import { EurusError } from '../core/index.ts';

/** By what the rows of a table are sorted: a column, or `model`. */
export type SortKey = {
  readonly name: string;
  /** Absent: numbers from the highest, names from A. */
  readonly direction?: 'asc' | 'desc' | undefined;
};

/** What a column may be called; the first is its full name. */
export type Named = { readonly names: readonly string[] };

/**
 * Rows in the order that a user asked for. Rows without a number come last in either direction; equal ones stay as they
 * were.
 * @param columns what may be named besides `model`
 * @param label the name of a row
 * @param number the number of a row in a column, or null
 * @throws EurusError `USAGE` for a name that no column has, or several have
 */
export const sortRows = <Row>(
  rows: readonly Row[],
  key: SortKey | undefined,
  columns: readonly Named[],
  label: (row: Row) => string,
  number: (row: Row, column: number) => number | null,
): readonly Row[] => {
  if (key === undefined) return rows;
  const column = key.name === 'model' ? null : columnNamed(key.name, columns);
  if (column === null) {
    const sign = key.direction === 'desc' ? -1 : 1;
    return [...rows].sort((a, b) => sign * label(a).localeCompare(label(b), 'en', { numeric: true }));
  }
  const sign = key.direction === 'asc' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [left, right] = [number(a, column), number(b, column)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (left - right);
  });
};

const columnNamed = (name: string, columns: readonly Named[]): number => {
  const wanted = name.toLowerCase();
  const found = columns.flatMap(({ names }, index) =>
    names.some(known => known.toLowerCase() === wanted) ? [index] : [],
  );
  const [first] = found;
  const nameOf = (index: number): string => columns[index]?.names[0] ?? '';
  if (first === undefined) {
    throw new EurusError('USAGE', `--sort: there is no column "${name}".`, {
      hint: `There are: model, ${columns.map((_, index) => nameOf(index)).join(', ')}.`,
    });
  }
  if (found.length === 1) return first;
  throw new EurusError('USAGE', `--sort: "${name}" stands for several columns.`, {
    hint: `Name one of: ${found.map(nameOf).join(', ')}.`,
  });
};

import Table from 'cli-table3';
import { lengthOf } from './plain.ts';

export type GridOptions = {
  /** Columns of the terminal. */
  readonly width: number;
  /** True where bold and colour are allowed. */
  readonly styled?: boolean | undefined;
};

/** A table with borders, as wide as its content. Cells and heads may hold line breaks. */
export const grid = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { styled = false }: Pick<GridOptions, 'styled'>,
): string => {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: styled ? ['bold'] : [], border: styled ? ['gray'] : [], compact: true },
  });
  table.push(...rows.map(row => [...row]));
  return table.toString();
};

/** How wide `grid` makes a column: its longest line, two blanks and a border. */
export const gridColumnWidth = (cells: readonly string[]): number =>
  3 + Math.max(0, ...cells.flatMap(cell => cell.split('\n').map(lengthOf)));

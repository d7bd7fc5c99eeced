import { styleText } from 'node:util';
import Table from 'cli-table3';
import { shownLength } from './shown-length.ts';

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
    head: head.map(text => (styled ? bold(text) : text)),
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map(row => [...row]));
  return table.toString();
};

/** Bold, line by line; whether that is wanted is decided by the caller, not by looking at a stream. */
export const bold = (text: string): string => styled('bold', text);

/** The same with a line below. */
export const underlined = (text: string): string => styled('underline', text);

const styled = (style: 'bold' | 'underline', text: string): string =>
  text
    .split('\n')
    .map(line => (line === '' ? line : styleText(style, line, { validateStream: false })))
    .join('\n');

/** How wide `grid` makes a column: its longest line, two blanks and a border. */
export const gridColumnWidth = (cells: readonly string[]): number =>
  3 + Math.max(0, ...cells.flatMap(cell => cell.split('\n').map(shownLength)));

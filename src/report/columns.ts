import Table from 'cli-table3';
import { bold, type GridOptions } from './grid.ts';
import { lengthOf, plain } from './plain.ts';

/** What stands in one line of a list, by column name. */
export type ColumnsRow = Readonly<Record<string, string | number>>;

const gap = 2;

/**
 * Lists in columns without borders, one line a row; columns that hold nothing are left out. Where the
 * width does not do, the widest columns are narrowed and their text wrapped.
 */
export const renderColumns = (rows: readonly ColumnsRow[], options: GridOptions): string => {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))].filter(name =>
    rows.some(row => textOf(row, name) !== ''),
  );
  if (names.length === 0) return '';
  const natural = names.map(name =>
    Math.max(lengthOf(name), ...rows.map(row => lengthOf(textOf(row, name)))),
  );
  const widths = narrowed(natural, options.width - gap * (names.length - 1));
  const table = new Table({
    head: names.map((name, index) => heading(name, widths[index] ?? 0, options.styled === true)),
    colWidths: widths.map(width => width + gap),
    colAligns: names.map(name => (rows.every(row => typeof row[name] === 'number') ? 'right' : 'left')),
    chars: noBorders,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
  });
  table.push(
    ...rows.map(row => names.map((name, index) => wrapped(textOf(row, name), widths[index] ?? 0).join('\n'))),
  );
  return table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n');
};

const heading = (name: string, width: number, styled: boolean): string => {
  const text = wrapped(name, width).join('\n');
  return styled ? bold(text) : text;
};

/** Lines of at most `width` characters: broken at blanks, within a word only where it is longer than a line. */
const wrapped = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let rest = [...text];
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width);
    const end = blank > 0 ? blank : width;
    lines.push(rest.slice(0, end).join(''));
    rest = rest.slice(blank > 0 ? end + 1 : end);
  }
  return [...lines, rest.join('')];
};

const textOf = (row: ColumnsRow, name: string): string => {
  const value = row[name];
  return typeof value === 'number' ? String(value) : plain(value ?? '');
};

/** Narrows the widest columns, one character at a time, until all fit or nothing is left to give. */
const narrowed = (natural: readonly number[], width: number): readonly number[] => {
  const widths = [...natural];
  const least = 8;
  for (let spare = widths.reduce((a, b) => a + b, 0) - width; spare > 0; spare -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= least) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
};

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

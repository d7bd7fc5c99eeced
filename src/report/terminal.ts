import { type BestCell, type Cell, splitProtocol, takenFrom } from '../core/index.ts';
import { type GridOptions, grid, gridColumnWidth } from './grid.ts';
import { type Column, type Leaderboard, type Line, samplesOf } from './leaderboard.ts';
import { footnotes, marksOf } from './marks.ts';
import { percent, plainName } from './plain.ts';

/**
 * pass@1 in percent. Where the columns do not fit the width the table is turned, a row a benchmark; where that does not
 * fit either, they go into further tables below.
 */
export const terminalTable = (board: Leaderboard, options: GridOptions): string => {
  const notes = ['pass@1 in percent', ...footnotes(board)];
  const turned = turnedRows(board);
  if (!fits(plainRows(board), options.width) && fits(turned, options.width)) {
    const [head = [], ...rows] = turned;
    return [grid(head, rows, options), ...notes].join('\n');
  }
  const labels = ['model', ...board.lines.map(({ label }) => label)];
  const columns = board.columns.map(column => ({
    head: headOf(column),
    cells: board.lines.map(line => cellText(line, column)),
  }));
  const tables = chunks(columns, 1 + gridColumnWidth(labels), options.width).map(chunk =>
    grid(
      ['model', ...chunk.map(({ head }) => head)],
      board.lines.map(({ label }, row) => [label, ...chunk.map(({ cells }) => cells[row] ?? '')]),
      options,
    ),
  );
  return [...tables, ...notes].join('\n');
};

/** The head and the rows of a table with a row a model. */
const plainRows = ({ lines, columns }: Leaderboard): readonly (readonly string[])[] => [
  ['model', ...columns.map(headOf)],
  ...lines.map(line => [line.label, ...columns.map(column => cellText(line, column))]),
];

/** The same with a row a column: benchmark, grader, number of samples, then the models. */
const turnedRows = ({ lines, columns }: Leaderboard): readonly (readonly string[])[] => [
  ['benchmark', 'grader', 'n', ...lines.map(({ label }) => label)],
  ...columns.map(column => [
    plainName(`${column.benchmark}.${column.protocol}`),
    plainName(column.grader),
    column.samples === null ? '' : String(column.samples),
    ...lines.map(line => cellText(line, column)),
  ]),
];

const fits = (rows: readonly (readonly string[])[], width: number): boolean => {
  const columns = rows[0]?.map((_, index) => gridColumnWidth(rows.map(row => row[index] ?? ''))) ?? [];
  return columns.reduce((sum, column) => sum + column, 1) <= width;
};

/** Name, grader and, where all rows have as many, the number of samples. */
const headOf = ({ benchmark, protocol, grader, samples }: Column): string =>
  [
    plainName(`${benchmark}.${protocol}`),
    plainName(grader),
    ...(samples === null ? [] : [`n = ${samples}`]),
  ].join('\n');

/** The headline number as text; `–` where there is none. */
export const cellText = ({ cells }: Line, column: Column): string => {
  const cell = cells.get(column.key);
  if (cell === undefined) return '–';
  const metric = cell.metrics['pass@1'];
  const value = metric === undefined ? '–' : percent(metric.value, 1);
  const samples = column.samples === null ? ` (n = ${samplesOf(cell)})` : '';
  return `${value}${marksOf(cell)}${settingOf(cell)}${samples}`;
};

/** Which setting the better one was, e.g. ` pot`. */
const settingOf = (cell: Cell | BestCell): string => {
  const from = takenFrom(cell);
  return from === null ? '' : ` ${plainName(splitProtocol(from).setting)}`;
};

type TextColumn = { readonly head: string; readonly cells: readonly string[] };

/** Splits columns so that each part, with the first column before it, fits; at least one a part. */
const chunks = (
  columns: readonly TextColumn[],
  firstWidth: number,
  width: number,
): readonly (readonly TextColumn[])[] => {
  const parts: TextColumn[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const column of columns) {
    const own = gridColumnWidth([column.head, ...column.cells]);
    if (used + own > width) {
      parts.push([]);
      used = firstWidth;
    }
    parts.at(-1)?.push(column);
    used += own;
  }
  return parts.length === 0 ? [[]] : parts;
};

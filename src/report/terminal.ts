import { type BestCell, type Cell, splitProtocol, takenFrom } from '../core/index.ts';
import { type GridOptions, grid, gridColumnWidth } from './grid.ts';
import { type Column, type Leaderboard, type Line, samplesOf } from './leaderboard.ts';
import { footnotes, marksOf } from './marks.ts';
import { percent, plainName } from './plain.ts';

/** pass@1 in percent. Columns that do not fit the width go into further tables below. */
export const terminalTable = (board: Leaderboard, options: GridOptions): string => {
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
  return [...tables, 'pass@1 in percent', ...footnotes(board)].join('\n');
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

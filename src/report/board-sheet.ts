import { type BestCell, type Cell, splitProtocol, takenFrom, trialsOf } from '../core/index.ts';
import { type Column, hasSamples, type Leaderboard, type Line, samplesOf } from './leaderboard.ts';
import { footnotes, marksOf } from './marks.ts';
import { plainName } from './plain.ts';
import type { Sheet, SheetCell } from './sheet/index.ts';

/** What is shown beside numbers on demand. */
export type Beside = {
  /** The 95 % interval. */
  readonly interval?: boolean | undefined;
  /** The share of answers that the token limit cut off. */
  readonly truncation?: boolean | undefined;
};

/** A leaderboard as a sheet: numbers in percent, columns named on one line. */
export const boardSheet = (board: Leaderboard, beside: Beside = {}): Sheet => ({
  head: 'model',
  columns: board.columns.map(column => ({ name: headLine(column), short: headLine(column) })),
  sections: [
    {
      title: '',
      lines: board.lines.map(line => ({
        label: line.label,
        cells: board.columns.map(column => boardCell(line, column, board.metric, beside)),
      })),
    },
  ],
  notes: boardNotes(board, beside),
  data: null,
});

/** What the numbers are, what stands beside them, and what the signs mean. */
export const boardNotes = (board: Leaderboard, { interval, truncation }: Beside): readonly string[] => [
  `${plainName(board.metric)} in percent${interval ? ', with its 95 % interval' : ''}`,
  ...(truncation ? [cutNote] : []),
  ...footnotes(board),
];

export const cutNote =
  'cut: share of the answers that the token limit cut off; ? where nobody says how they ended';

/** A column's name on one line: protocol, grader and, where all rows have as many, the number of samples. */
const headLine = ({ benchmark, protocol, grader, samples }: Column): string =>
  `${plainName(`${benchmark}.${protocol}`)} (${plainName(grader)}${samples === null ? '' : `, n = ${samples}`})`;

/** The number of a line in a column. */
export const boardCell = (
  { cells, places }: Line,
  column: Column,
  metric: string,
  beside: Beside,
): SheetCell => {
  const cell = cells.get(column.key);
  if (cell === undefined) return { percent: null };
  const found = cell.metrics[metric];
  return {
    percent: found === undefined ? null : 100 * found.value,
    signs: marksOf(cell),
    words: `${settingOf(cell)}${sizeIn(column, cell, metric)}`,
    rank: places.get(column.key) ?? null,
    ...besideOf(cell, metric, beside),
  };
};

/** What is wanted beside a number. */
export const besideOf = (
  { metrics, counts }: Cell,
  metric: string,
  { interval = false, truncation = false }: Beside,
): Pick<SheetCell, 'interval' | 'cutOff'> => {
  const bounds = metrics[metric]?.ci95;
  const trials = trialsOf(counts);
  const known = (counts.unknown_ending ?? 0) === 0 && trials > 0;
  return {
    ...(interval ? { interval: bounds === undefined ? null : [100 * bounds[0], 100 * bounds[1]] } : {}),
    ...(truncation ? { cutOff: known ? (100 * counts.truncated) / trials : null } : {}),
  };
};

/** The number of samples, where the column's head cannot say it. */
const sizeIn = ({ samples }: Column, cell: Cell, metric: string): string =>
  samples === null && hasSamples(cell, metric) ? ` (n = ${samplesOf(cell, metric)})` : '';

/** Which setting the better one was, e.g. ` pot`. */
const settingOf = (cell: Cell | BestCell): string => {
  const from = takenFrom(cell);
  return from === null ? '' : ` ${plainName(splitProtocol(from).setting)}`;
};

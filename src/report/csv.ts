import { type BestCell, type Cell, takenFrom } from '../core/index.ts';
import { type Beside, besideOf } from './board-sheet.ts';
import { csvRecord } from './csv-text.ts';
import { type Leaderboard, samplesOf } from './leaderboard.ts';
import { percent, plain } from './plain.ts';

/** What stands beside a number: always, or only in columns where some cell has something to say. */
type Detail = {
  readonly name: string;
  readonly text: (cell: Cell | BestCell) => string;
  readonly wanted?: (cell: Cell | BestCell) => boolean;
};

const detailsOf = (metric: string, beside: Beside): readonly Detail[] => [
  { name: 'stderr', text: ({ metrics }) => percentOf(metrics[metric]?.stderr) },
  {
    name: 'low',
    text: ({ metrics }) => percentOf(metrics[metric]?.ci95[0]),
    wanted: () => !!beside.interval,
  },
  {
    name: 'high',
    text: ({ metrics }) => percentOf(metrics[metric]?.ci95[1]),
    wanted: () => !!beside.interval,
  },
  { name: 'samples', text: cell => String(samplesOf(cell, metric)) },
  { name: 'unscored', text: ({ counts }) => String(counts.unscored) },
  { name: 'truncated', text: ({ counts }) => String(counts.truncated) },
  {
    name: 'cut off',
    text: cell => besideOf(cell, metric, beside).cutOff?.toFixed(2) ?? '',
    wanted: () => !!beside.truncation,
  },
  {
    name: 'completed',
    text: ({ completed }) => percentOf(completed?.value),
    wanted: ({ counts, completed }) => counts.truncated > 0 && completed !== undefined,
  },
  {
    name: 'from',
    text: cell => plain(takenFrom(cell) ?? ''),
    wanted: cell => takenFrom(cell) !== null,
  },
  { name: 'start', text: ({ start = '' }) => start, wanted: ({ start }) => start !== undefined },
];

export type CsvOptions = { readonly beside?: Beside | undefined; readonly transpose?: boolean | undefined };

/**
 * One line a model. Each column of the table becomes five: the number in percent, its error, and three counts. A column
 * with answers that were cut off has another, pass@1 over the others; one of better settings another, which they were;
 * one that was asked without the started answer another, why. Turned, the same for each model, one line a benchmark.
 */
export const csvTable = (board: Leaderboard, { beside = {}, transpose = false }: CsvOptions): string => {
  const { columns, lines, metric } = board;
  const models = lines.map(({ label }) => label);
  const names = columns.map(({ key }) => plain(key));
  const cellAt = (line: number, column: number): Cell | BestCell | undefined =>
    lines[line]?.cells.get(columns[column]?.key ?? '');
  const details = detailsOf(metric, beside);
  return transpose
    ? recordsOf('benchmark', names, models, (row, column) => cellAt(column, row), metric, details)
    : recordsOf('model', models, names, cellAt, metric, details);
};

const recordsOf = (
  head: string,
  rows: readonly string[],
  columns: readonly string[],
  cellAt: (row: number, column: number) => Cell | BestCell | undefined,
  metric: string,
  details: readonly Detail[],
): string => {
  const wide = columns.map((name, at) => {
    const cells = rows.flatMap((_, row) => cellAt(row, at) ?? []);
    return { name, details: details.filter(({ wanted }) => wanted === undefined || cells.some(wanted)) };
  });
  const heads = wide.flatMap(({ name, details }) => [
    name,
    ...details.map(detail => `${name} ${detail.name}`),
  ]);
  const records = rows.map((label, row) => [
    label,
    ...wide.flatMap(({ details }, at) => {
      const cell = cellAt(row, at);
      if (cell === undefined) return ['', ...details.map(() => '')];
      return [percentOf(cell.metrics[metric]?.value), ...details.map(({ text }) => text(cell))];
    }),
  ]);
  return [[head, ...heads], ...records].map(csvRecord).join('\n');
};

const percentOf = (fraction: number | undefined): string =>
  fraction === undefined ? '' : percent(fraction, 2);

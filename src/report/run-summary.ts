import {
  allCells,
  type BestCell,
  type Cell,
  type Counts,
  type Metric,
  type Summary,
  takenFrom,
  trialsOf,
} from '../core/index.ts';
import { type GridOptions, grid, gridColumnWidth } from './grid.ts';
import { percent, plainName } from './plain.ts';

/**
 * What a run found, for the eyes: every metric of every cell with its standard error and 95 % interval,
 * and how the trials were judged. Percentages.
 */
export const renderRunSummary = (summary: Summary, options: GridOptions): string => {
  const cells = allCells(summary);
  if (cells.length === 0) return 'Nothing was scored.';
  const columns = [...always, ...sometimes.filter(({ wanted }) => cells.some(wanted))];
  const heads = [...names, ...columns.map(({ head }) => head)];
  const rows = cells.flatMap(cell => rowsOf(cell, columns));
  const width =
    1 + heads.reduce((sum, head, at) => sum + gridColumnWidth([head, ...rows.map(row => row[at] ?? '')]), 0);
  return width <= options.width ? grid(heads, rows, options) : cells.map(blockOf).join('\n\n');
};

const names = ['benchmark', 'grader', 'metric', '%', '95 %', 'samples'];

/** Something about a cell as a whole. */
type CellColumn = { readonly head: string; readonly text: (cell: Cell) => string };

const always: readonly CellColumn[] = [
  { head: 'correct', text: ({ counts }) => String(counts.correct) },
  { head: 'incorrect', text: ({ counts }) => String(counts.incorrect) },
  { head: 'no answer', text: ({ counts }) => String(counts['no-answer']) },
  {
    head: 'unscored',
    text: ({ counts, missing = 0 }) =>
      missing === 0 ? String(counts.unscored) : `${counts.unscored} (${missing} missing)`,
  },
  { head: 'cut off', text: ({ counts }) => cutOffOf(counts) },
];

/** Columns that are there only where some cell has something to say. */
const sometimes: readonly (CellColumn & { readonly wanted: (cell: Cell) => boolean })[] = [
  {
    head: 'completed',
    text: ({ completed }) => (completed === undefined ? '–' : `${percent(completed.value, 2)} %`),
    wanted: ({ counts, completed }) => counts.truncated > 0 && completed !== undefined,
  },
  {
    head: 'filtered',
    text: ({ counts }) => shareOf(counts.filtered ?? 0, trialsOf(counts)),
    wanted: ({ counts }) => counts.filtered !== undefined,
  },
];

/** How many answers were cut off, as far as it is known. */
const cutOffOf = (counts: Counts): string => {
  const { truncated, unknown_ending: unknown = 0 } = counts;
  const total = trialsOf(counts);
  if (unknown === 0) return shareOf(truncated, total);
  return unknown >= total ? 'unknown' : `${shareOf(truncated, total)}, ${unknown} unknown`;
};

const rowsOf = (cell: Cell | BestCell, columns: readonly CellColumn[]): readonly (readonly string[])[] => {
  const judged = columns.map(({ text }) => text(cell));
  const metrics = Object.entries(cell.metrics);
  if (metrics.length === 0)
    return [[nameOf(cell), plainName(cell.grader), 'pass@1', '–', '–', '0', ...judged]];
  return metrics.map(([name, metric], index) => [
    ...(index === 0 ? [nameOf(cell), plainName(cell.grader)] : ['', '']),
    plainName(name),
    scoreOf(metric),
    intervalOf(metric),
    samplesOf(metric),
    ...(index === 0 ? judged : judged.map(() => '')),
  ]);
};

/** The same for narrow terminals. */
const blockOf = (cell: Cell | BestCell): string => {
  const { counts, missing = 0 } = cell;
  const metrics = Object.entries(cell.metrics).map(
    ([name, metric]) =>
      `  ${plainName(name)} ${scoreOf(metric)} % ${intervalOf(metric)}, ${samplesOf(metric)} samples`,
  );
  return [
    `${nameOf(cell)} (${plainName(cell.grader)})`,
    ...metrics,
    `  correct ${counts.correct}, incorrect ${counts.incorrect}, no answer ${counts['no-answer']}`,
    `  unscored ${counts.unscored}, cut off ${counts.unknown_ending === undefined ? counts.truncated : cutOffOf(counts)}${missing === 0 ? '' : `, missing ${missing}`}`,
    ...sometimes.filter(({ wanted }) => wanted(cell)).map(({ head, text }) => `  ${head} ${text(cell)}`),
  ].join('\n');
};

/** The better of two settings says which it was. */
const nameOf = (cell: Cell | BestCell): string => {
  const from = takenFrom(cell);
  return `${plainName(`${cell.benchmark}.${cell.protocol}`)}${from === null ? '' : ` (${plainName(from)})`}`;
};
const scoreOf = ({ value, stderr }: Metric): string => `${percent(value, 2)} ± ${percent(stderr, 2)}`;
const intervalOf = ({ ci95: [low, high] }: Metric): string => `[${percent(low, 1)}, ${percent(high, 1)}]`;
const samplesOf = ({ samples, trials }: Metric): string =>
  trials === 1 ? String(samples) : `${samples} × ${trials}`;
const shareOf = (count: number, total: number): string =>
  count === 0 ? '0' : `${count} (${percent(count / total, 1)} %)`;

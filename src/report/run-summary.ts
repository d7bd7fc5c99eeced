import { allCells, type BestCell, type Cell, type Metric, type Summary, takenFrom } from '../core/index.ts';
import { type GridOptions, grid, gridColumnWidth } from './grid.ts';
import { markNotes, startSign } from './marks.ts';
import { percent, plainName } from './plain.ts';

/**
 * What a run found, for the eyes: every metric of every cell with its standard error and 95 % interval,
 * and how the trials were judged. Percentages.
 */
export const renderRunSummary = (summary: Summary, options: GridOptions): string => {
  const cells = allCells(summary);
  if (cells.length === 0) return 'Nothing was scored.';
  const rows = cells.flatMap(rowsOf);
  const width =
    1 + heads.reduce((sum, head, at) => sum + gridColumnWidth([head, ...rows.map(row => row[at] ?? '')]), 0);
  const table = width <= options.width ? grid(heads, rows, options) : cells.map(blockOf).join('\n\n');
  return [table, ...startNotes(cells)].join('\n');
};

/** What the sign beside a name means. */
const startNotes = (cells: readonly Cell[]): readonly string[] => [
  ...new Set(
    cells
      .flatMap(cell => markNotes(cell).filter(({ sign }) => sign === startSign))
      .map(({ sign, meaning }) => `${sign} ${meaning}`),
  ),
];

const heads = [
  'benchmark',
  'grader',
  'metric',
  '%',
  '95 %',
  'samples',
  'correct',
  'incorrect',
  'no answer',
  'unscored',
  'cut off',
];

const rowsOf = (cell: Cell | BestCell): readonly (readonly string[])[] => {
  const { counts, missing = 0 } = cell;
  const total = counts.correct + counts.incorrect + counts['no-answer'] + counts.unscored;
  const judged = [
    String(counts.correct),
    String(counts.incorrect),
    String(counts['no-answer']),
    missing === 0 ? String(counts.unscored) : `${counts.unscored} (${missing} missing)`,
    shareOf(counts.truncated, total),
  ];
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
    `  unscored ${counts.unscored}, cut off ${counts.truncated}${missing === 0 ? '' : `, missing ${missing}`}`,
  ].join('\n');
};

/** The better of two settings says which it was. */
const nameOf = (cell: Cell | BestCell): string => {
  const from = takenFrom(cell);
  const sign = cell.start === undefined ? '' : startSign;
  return `${plainName(`${cell.benchmark}.${cell.protocol}`)}${from === null ? '' : ` (${plainName(from)})`}${sign}`;
};
const scoreOf = ({ value, stderr }: Metric): string => `${percent(value, 2)} ± ${percent(stderr, 2)}`;
const intervalOf = ({ ci95: [low, high] }: Metric): string => `[${percent(low, 1)}, ${percent(high, 1)}]`;
const samplesOf = ({ samples, trials }: Metric): string =>
  trials === 1 ? String(samples) : `${samples} × ${trials}`;
const shareOf = (count: number, total: number): string =>
  count === 0 ? '0' : `${count} (${percent(count / total, 1)} %)`;

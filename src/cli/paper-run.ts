import { type Metric, takenFrom } from '../core/index.ts';
import { macroMean } from '../metric/index.ts';
import { type PublishedTable, paperColumns, plainMean } from '../published/index.ts';
import { type Contender, contenderOf, placesOf, rowLabel, type TableRow } from '../report/index.ts';
import { type PaperCell, type PaperSuite, paperCells, paperSuites } from './paper-cells.ts';

/** The paper's name of its mean. */
export const average = 'Avg';

/** The columns of the paper's table with its mean, in its order. */
export const columnNames: readonly string[] = [...paperColumns.map(({ name }) => name), average];

/** A run as one suite asked and judged it. */
export type PaperRun = {
  readonly label: string;
  readonly row: TableRow;
  readonly suite: PaperSuite;
  readonly cells: readonly (PaperCell | null)[];
  /** One a column, the mean last; null where there is none. */
  readonly numbers: readonly (Metric | null)[];
};

/** A row for each suite that a run has numbers of: never one of several. */
export const paperRuns = (
  rows: readonly TableRow[],
  metric: string,
  cellsOf: typeof paperCells = paperCells,
): readonly PaperRun[] =>
  rows.flatMap(row =>
    paperSuites.flatMap(suite => {
      const cells = cellsOf(row.summary, suite);
      if (cells.every(cell => cell === null)) return [];
      const label = `${rowLabel(row, rows)} (${suite})`;
      const numbers = [...cells.map(found => metricOf(found, metric)), averageOf(cells, metric)];
      return [{ label, row, suite, cells, numbers }];
    }),
  );

/** The number that a run has in a column. */
export const metricOf = (found: PaperCell | null | undefined, metric: string): Metric | null =>
  found?.cell.metrics[metric] ?? null;

/** Columns that the paper's mean may count. */
export const complete = (cells: PaperRun['cells'], metric: string): readonly Metric[] =>
  cells.flatMap(found => (found?.alone === false ? (metricOf(found, metric) ?? []) : []));

/** Only over all twelve, as the paper has it. */
const averageOf = (cells: PaperRun['cells'], metric: string): Metric | null => {
  const metrics = complete(cells, metric);
  if (metrics.length < paperColumns.length) return null;
  // The same sum as for printed rows; `macroMean` knows how sure it is.
  const value = plainMean(metrics.map(one => one.value));
  return value === null ? null : { ...macroMean(metrics), value };
};

/** Samples that a run was to be asked of a column. */
export const askedOf = ({ cell }: PaperCell, { samples, trials }: Metric): number =>
  samples + Math.ceil((cell.counts.unscored + (cell.missing ?? 0)) / trials);

/** Samples a column has in the paper; undefined where that is not known. */
export const paperSamples = (table: PublishedTable, column: string): number | undefined =>
  table.columns.find(({ name }) => name === column)?.samples;

/**
 * The places of runs of one suite, among each other only: a line a run, a column a column of the paper. A number of
 * one setting alone, where the better of two is meant, has none.
 */
export const placesOfRuns = (
  runs: readonly PaperRun[],
  metric: string,
): readonly (readonly (number | null)[])[] => {
  const contenders = runs.map(run => contendersOf(run, metric));
  const columns = columnNames.map((_, at) => placesOf(contenders.map(line => line[at] ?? nothing)));
  return runs.map((_, line) => columns.map(column => column[line] ?? null));
};

const nothing: Contender = { percent: null, basis: null, samples: 0 };

const contendersOf = ({ cells, numbers, row }: PaperRun, metric: string): readonly Contender[] => {
  const single = cells.map((found): Contender => {
    if (found === null || found.alone) return nothing;
    return contenderOf(found.cell, row, metric);
  });
  const mean = numbers.at(-1) ?? null;
  const bases = single.map(({ basis }) => basis);
  return [
    ...single,
    {
      percent: mean === null ? null : 100 * mean.value,
      basis: bases.includes(null) ? null : JSON.stringify(bases),
      samples: mean?.samples ?? 0,
    },
  ];
};

/** Everything behind a run's row, in fractions. */
export const runData = (
  { row, suite, cells, numbers }: PaperRun,
  places: readonly (number | null)[],
): unknown => ({
  model: row.model,
  directory: row.directory ?? null,
  suite,
  cells: Object.fromEntries(
    paperColumns.flatMap(({ name }, index) => {
      const found = cells[index];
      return found ? [[name, { ...found.cell, from: takenFrom(found.cell), alone: found.alone }]] : [];
    }),
  ),
  average: numbers.at(-1) ?? null,
  ranks: ranksByName(places),
});

/** Places by the names of the columns that have one. */
export const ranksByName = (places: readonly (number | null)[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    columnNames.flatMap((name, at) => {
      const place = places[at] ?? null;
      return place === null ? [] : [[name, place]];
    }),
  );

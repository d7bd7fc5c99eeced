import { basename } from 'node:path';
import { allCells, type BestCell, type Cell, type Summary, splitProtocol } from '../core/index.ts';
import { plainName } from './plain.ts';
import { type Contender, placesOf } from './rank.ts';
import { type SortKey, sortRows } from './sort.ts';

/** The results of one model. */
export type TableRow = {
  readonly model: string;
  /** The run directory; tells rows of one model apart. */
  readonly directory?: string | null;
  readonly summary: Summary;
  /**
   * Which samples were asked and how they were judged, as a text to compare, by `keyOf` of a cell: numbers of one column
   * have a place among each other only where it is the same. Absent: not known to differ.
   */
  readonly asked?: Readonly<Record<string, string>>;
};

/** One benchmark asked in one protocol and judged by one grader: never mixed with another. */
export type Column = {
  /** `gsm8k.cot.strict` */
  readonly key: string;
  /** The key as it may be shown. */
  readonly name: string;
  readonly benchmark: string;
  readonly protocol: string;
  readonly grader: string;
  /** Samples behind the numbers where all rows have as many, else null. */
  readonly samples: number | null;
};

export type Line = {
  readonly label: string;
  readonly row: TableRow;
  /** By column key. */
  readonly cells: ReadonlyMap<string, Cell | BestCell>;
  /** By column key: its place in the column, 1 the best; none where it may not be compared. */
  readonly places: ReadonlyMap<string, number>;
};

export type Leaderboard = {
  /** Whose numbers are shown, e.g. `pass@1`. */
  readonly metric: string;
  readonly columns: readonly Column[];
  readonly lines: readonly Line[];
};

export type LeaderboardOptions = {
  /**
   * Benchmarks whose columns come first, in this order: of each what stands for it (the better of two settings, where
   * there is one), and the settings it was chosen from after all others.
   */
  readonly order?: readonly string[] | undefined;
  /** `pass@1` when left out. Columns in which no row has it are left out. */
  readonly metric?: string | undefined;
  /** As they were given when left out. */
  readonly sort?: SortKey | undefined;
};

/** Columns in the order of benchmark, protocol and grader. */
export const leaderboard = (
  rows: readonly TableRow[],
  { order = [], metric = headline, sort }: LeaderboardOptions = {},
): Leaderboard => {
  const named = rows.map(row => ({
    label: rowLabel(row, rows),
    row,
    cells: new Map(allCells(row.summary).map(cell => [keyOf(cell), cell])),
  }));
  const keys = [...new Set(named.flatMap(({ cells }) => [...cells.keys()]))].sort();
  const all = keys.flatMap(key => columnOf(key, named, metric));
  const columns = order.length === 0 ? all : inOrder(all, order);
  const places = columns.map(({ key }) =>
    placesOf(named.map(line => contenderOf(line.cells.get(key), line.row, metric))),
  );
  const lines = named.map((line, row) => ({
    ...line,
    places: new Map(
      columns.flatMap(({ key }, at) => {
        const place = places[at]?.[row] ?? null;
        return place === null ? [] : [[key, place] as const];
      }),
    ),
  }));
  const sorted = sortRows(
    lines,
    sort,
    columns.map(({ key, benchmark, protocol }) => ({
      names: [key, `${benchmark}.${protocol}`, benchmark],
    })),
    ({ label }) => label,
    ({ cells }, column) => cells.get(columns[column]?.key ?? '')?.metrics[metric]?.value ?? null,
  );
  return { metric, columns, lines: sorted };
};

/** What a table shows where no other metric is asked for. */
export const headline = 'pass@1';

/** A number among those of its column: with a basis only where every planned trial was scored. */
export const contenderOf = (
  cell: Cell | BestCell | undefined,
  { asked = {} }: TableRow,
  metric: string,
): Contender => {
  const found = cell?.metrics[metric];
  if (cell === undefined || found === undefined) return { percent: null, basis: null, samples: 0 };
  const whole = cell.counts.unscored === 0 && (cell.missing ?? 0) === 0;
  const basis = [found.samples, found.trials, cell.start ?? '', asked[keyOf(cell)] ?? ''];
  return {
    percent: 100 * found.value,
    basis: whole ? JSON.stringify(basis) : null,
    samples: found.samples,
  };
};

/** Stable: columns of one rank stay sorted by key. */
const inOrder = (columns: readonly Column[], order: readonly string[]): readonly Column[] => {
  const best = new Set(columns.filter(isBest).map(partOf));
  const rank = (column: Column): number => {
    const place = order.indexOf(column.benchmark);
    const known = place < 0 ? order.length : place;
    return !isBest(column) && best.has(partOf(column)) ? order.length + 1 + known : known;
  };
  return [...columns].sort((a, b) => rank(a) - rank(b));
};

const isBest = ({ protocol }: Column): boolean => splitProtocol(protocol).setting === 'best';

/** What the better setting is chosen for: a benchmark, profile and grader. */
const partOf = ({ benchmark, protocol, grader }: Column): string =>
  JSON.stringify([benchmark, splitProtocol(protocol).profile, grader]);

export const keyOf = ({ benchmark, protocol, grader }: Cell): string => `${benchmark}.${protocol}.${grader}`;

/** Samples that a number of a cell is a mean over. */
export const samplesOf = (cell: Cell, metric: string): number => cell.metrics[metric]?.samples ?? 0;

/** Whether a cell says over how many samples: one that was never asked for a metric has none, which is not 0. */
export const hasSamples = (cell: Cell, metric: string): boolean =>
  metric === headline || cell.metrics[metric] !== undefined;

const columnOf = (key: string, lines: readonly Pick<Line, 'cells'>[], metric: string): readonly Column[] => {
  const cells = lines.flatMap(line => line.cells.get(key) ?? []);
  const [first] = cells;
  if (first === undefined) return [];
  // A column where nothing could be scored stays; one that never has this metric goes.
  if (metric !== headline && cells.every(cell => cell.metrics[metric] === undefined)) return [];
  const { benchmark, protocol, grader } = first;
  const sizes = cells.filter(cell => hasSamples(cell, metric)).map(cell => samplesOf(cell, metric));
  const samples = sizes[0] ?? 0;
  const equal = sizes.every(size => size === samples);
  return [{ key, name: plainName(key), benchmark, protocol, grader, samples: equal ? samples : null }];
};

/** A model's name as it is shown, with its run's name where rows share it, or the run's directory: no two are alike. */
export const rowLabel = (row: TableRow, rows: readonly TableRow[]): string => {
  const label = labels.find(of => rows.filter(other => of(other) === of(row)).length === 1)?.(row);
  return label ?? `${shownName(row)} #${rows.indexOf(row) + 1}`;
};

const shownName = ({ model }: TableRow): string => plainName(model) || 'unnamed';

const labels: readonly ((row: TableRow) => string)[] = [
  shownName,
  row => (row.directory ? `${shownName(row)} (${plainName(basename(row.directory))})` : shownName(row)),
  row => (row.directory ? `${shownName(row)} (${plainName(row.directory)})` : shownName(row)),
];

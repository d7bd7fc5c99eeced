import { basename } from 'node:path';
import { allCells, type BestCell, type Cell, type Summary, splitProtocol } from '../core/index.ts';
import { plainName } from './plain.ts';

/** The results of one model. */
export type TableRow = {
  readonly model: string;
  /** The run directory; tells rows of one model apart. */
  readonly directory?: string | null;
  readonly summary: Summary;
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
};

export type Leaderboard = { readonly columns: readonly Column[]; readonly lines: readonly Line[] };

/**
 * Rows as they were given; columns in the order of benchmark, protocol and grader.
 * @param order benchmarks whose columns come first, in this order: of each what stands for it (the better of two
 * settings, where there is one), and the settings it was chosen from after all others
 */
export const leaderboard = (rows: readonly TableRow[], order: readonly string[] = []): Leaderboard => {
  const lines = rows.map(row => ({
    label: rowLabel(row, rows),
    row,
    cells: new Map(allCells(row.summary).map(cell => [keyOf(cell), cell])),
  }));
  const keys = [...new Set(lines.flatMap(({ cells }) => [...cells.keys()]))].sort();
  const columns = keys.flatMap(key => columnOf(key, lines));
  return { columns: order.length === 0 ? columns : inOrder(columns, order), lines };
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

/** Samples the headline number of a cell is a mean over. */
export const samplesOf = (cell: Cell): number => cell.metrics['pass@1']?.samples ?? 0;

const columnOf = (key: string, lines: readonly Line[]): readonly Column[] => {
  const cells = lines.flatMap(line => line.cells.get(key) ?? []);
  const [first] = cells;
  if (first === undefined) return [];
  const { benchmark, protocol, grader } = first;
  const samples = samplesOf(first);
  const equal = cells.every(cell => samplesOf(cell) === samples);
  return [{ key, name: plainName(key), benchmark, protocol, grader, samples: equal ? samples : null }];
};

/** A model's name, with the directory of its run where rows share it. */
export const rowLabel = (row: TableRow, rows: readonly TableRow[]): string => {
  const name = plainName(row.model) || 'unnamed';
  const alone = rows.filter(({ model }) => model === row.model).length === 1;
  return alone || !row.directory ? name : `${name} (${plainName(basename(row.directory))})`;
};

import { basename } from 'node:path';
import type { Cell, Summary } from '../core/index.ts';
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
  readonly cells: ReadonlyMap<string, Cell>;
};

export type Leaderboard = { readonly columns: readonly Column[]; readonly lines: readonly Line[] };

/** Rows as they were given; columns in the order of benchmark, protocol and grader. */
export const leaderboard = (rows: readonly TableRow[]): Leaderboard => {
  const lines = rows.map(row => ({
    label: labelOf(row, rows),
    row,
    cells: new Map(row.summary.cells.map(cell => [keyOf(cell), cell])),
  }));
  const keys = [...new Set(lines.flatMap(({ cells }) => [...cells.keys()]))].sort();
  return { columns: keys.flatMap(key => columnOf(key, lines)), lines };
};

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

const labelOf = (row: TableRow, rows: readonly TableRow[]): string => {
  const name = plainName(row.model) || 'unnamed';
  const alone = rows.filter(({ model }) => model === row.model).length === 1;
  return alone || !row.directory ? name : `${name} (${plainName(basename(row.directory))})`;
};

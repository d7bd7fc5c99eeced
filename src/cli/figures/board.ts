import type { Metric } from '../../core/index.ts';

/** A number of the board; the interval is null where it is not known. */
export type BoardNumber = {
  readonly value: number;
  readonly ci95: readonly [number, number] | null;
  readonly samples?: number;
};

export type BoardLine = {
  readonly model: string;
  /** `runs` or `published`. */
  readonly kind: string;
  /** By column name. */
  readonly numbers: ReadonlyMap<string, BoardNumber>;
};

/** What leaderboard and scatter are drawn from: models × columns. */
export type Board = {
  readonly metric: string;
  readonly columns: readonly string[];
  readonly lines: readonly BoardLine[];
  /** What the reader must know of the numbers. */
  readonly notes: readonly string[];
};

/** The name of the mean over columns, as the paper's table has it. */
export const average = 'Avg';

export const numberOf = ({ value, ci95, samples }: Metric): BoardNumber => ({ value, ci95, samples });

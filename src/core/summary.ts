import type { Cell } from './cell.ts';

/** `summary.json`: every number of a run, cells sorted by benchmark, protocol, grader. */
export type Summary = {
  readonly cells: readonly Cell[];
};

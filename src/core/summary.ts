import type { Cell } from './cell.ts';

/** The better of a benchmark's settings, with that one's own numbers; its protocol is `best`, or `best@<profile>`. */
export type BestCell = Cell & {
  /** The protocol it was taken from. */
  readonly from: string;
};

/** `summary.json`: every number of a run, cells sorted by benchmark, protocol, grader. */
export type Summary = {
  readonly cells: readonly Cell[];
  /** The better of CoT and PoT, where both are there; follows from `cells`. */
  readonly best?: readonly BestCell[];
};

/** Every number of a summary, the better ones of two settings included. */
export const allCells = ({ cells, best = [] }: Summary): readonly (Cell | BestCell)[] => [...best, ...cells];

/** The protocol a cell was taken from, when it is the better of several. */
export const takenFrom = (cell: Cell | BestCell | undefined): string | null =>
  cell !== undefined && 'from' in cell ? cell.from : null;

import type { Execution } from './execution.ts';
import type { Limits } from './program.ts';

/**
 * What is gone of a session's state: what the cell itself did (the session is what it was before it), what all cells
 * before it did (it ran in a session that began anew), or both (the next cell begins anew); `part`: what a cell before it had
 * done when it was stopped at its deadline, as the session had to be brought back and such a cell does not run again.
 */
export const sessionLosses = ['cell', 'earlier', 'all', 'part'] as const;

export type SessionLoss = (typeof sessionLosses)[number];

/** What a cell of a session came to. */
export type CellExecution = Execution & {
  /**
   * The value of the cell's last expression as the session shows it, without its `Out[n]: `; null for a cell that ends in
   * a statement, in `None`, or by an error.
   */
  readonly value: string | null;
  /** What an exception leaves on the screen, without colours; null when there was none. */
  readonly traceback: string | null;
  /** Which cell of the session it was, from 1. */
  readonly number: number;
  /** What was lost with it; absent where nothing was. */
  readonly lost?: SessionLoss;
};

/**
 * A Python interpreter whose names live on from cell to cell, as in a notebook. It may be put away between cells, and
 * is brought back with its state by the next one. A cell that was ended from outside (time, memory, a crash) may leave a
 * session that has what it had before the cell, or one that begins anew: `lost` and `stderr` say so.
 */
export type PythonSession = {
  /**
   * One cell; cells of a session run one after another, in the order they were given.
   * @param limits of this cell alone
   * @param number under which it is shown, where that is not the next one
   * @throws EurusError `SANDBOX_FAULT` when the fault is ours, `INTERRUPTED` when the sandbox was closed
   */
  run(code: string, limits: Limits, number?: number): Promise<CellExecution>;
  /**
   * Takes cells of an earlier process as having run, to have their state again: before the first `run`. What they print
   * goes nowhere.
   * @param first the number of the first; 1 when absent
   */
  restore(cells: readonly string[], limits: Limits, first?: number): Promise<void>;
  /** Ends it; cells that wait reject with `INTERRUPTED`. */
  close(): Promise<void>;
};

/** Opens sessions; cheap, as an interpreter is taken by the first cell. */
export type OpenSession = () => PythonSession;

import type { CellExecution } from '../core/index.ts';

/** Longest output that is shown of a cell, in UTF-16 units. */
const maxShown = 2000;

/**
 * What a notebook shows of a cell: what it printed, the value of its last expression, its traceback. The session says on
 * its `stderr` when a cell has cost it its variables.
 */
export const cellShown = (cell: CellExecution): string => {
  const parts = [cell.stdout, cell.value, cell.traceback ?? endingOf(cell), cell.stderr];
  const text = parts
    .map(part => part?.trim() ?? '')
    .filter(part => part !== '')
    .join('\n');
  if (text === '') return 'The code ran and showed nothing.';
  return text.length <= maxShown ? text : `${text.slice(0, maxShown).toWellFormed()}\n(cut off)`;
};

/** How a cell ended that left no traceback; null where it came to its end. */
const endingOf = ({ outcome }: CellExecution): string | null => {
  switch (outcome) {
    case 'timed-out':
      return 'The code took too long and was stopped.';
    case 'out-of-memory':
      return 'The code needed too much memory and was stopped.';
    case 'output-limit':
      return 'The code printed too much and was stopped.';
    case 'crashed':
    case 'exited-early':
      return 'The code ended the interpreter.';
    case 'raised':
      return 'The code raised an exception.';
    case 'finished':
      return null;
  }
};

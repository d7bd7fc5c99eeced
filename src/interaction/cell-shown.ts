import type { CellExecution } from '../core/index.ts';

/** Longest output that is shown of a cell, in UTF-16 units. */
const maxShown = 2000;

/** What a notebook shows of a cell: what it printed, the value of its last expression, its traceback. */
export const cellShown = (cell: CellExecution): string => {
  const parts = [cell.stdout, cell.value, cell.traceback, endingOf(cell)];
  const text = parts
    .map(part => part?.trim() ?? '')
    .filter(part => part !== '')
    .join('\n');
  if (text === '') return 'The code ran and showed nothing.';
  return text.length <= maxShown ? text : `${text.slice(0, maxShown).toWellFormed()}\n(cut off)`;
};

/** What ended a cell from outside; null where its own text says it. */
const endingOf = ({ outcome, traceback }: CellExecution): string | null => {
  switch (outcome) {
    case 'timed-out':
      return 'The code took too long and was stopped; its variables are gone.';
    case 'out-of-memory':
      return 'The code needed too much memory and was stopped; its variables are gone.';
    case 'output-limit':
      return 'The code printed too much and was stopped; its variables are gone.';
    case 'crashed':
    case 'exited-early':
      return 'The code ended the interpreter; its variables are gone.';
    case 'raised':
      return traceback === null ? 'The code raised an exception.' : null;
    case 'finished':
      return null;
  }
};

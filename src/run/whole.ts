import type { Cell, DataSource, Generation } from '../core/index.ts';
import { cellsOf } from './aggregate.ts';
import { planTasks, select } from './plan.ts';
import { largestTrial, scanCompletions, scanVerdicts } from './store.ts';
import { everything, type Selection, type Task } from './task.ts';
import { createTable, markAsked } from './trials.ts';

type Command = {
  readonly directory: string;
  readonly tasks: readonly Task[];
  readonly selection: Selection;
  readonly data: DataSource;
  readonly overrides: Partial<Generation>;
};

/**
 * The cells of a command's tasks over all that is on disk, whichever command asked for it: a look at a few samples
 * takes nothing from the numbers of a whole run. Of what this command asked for the rest counts as missing.
 */
export const wholeCells = async (
  { tasks, data, overrides, selection, directory }: Command,
  ks: readonly number[],
): Promise<readonly Cell[]> => {
  const cells: Cell[] = [];
  for (const planned of await planTasks(tasks, data, everything, overrides)) {
    const trials = Math.max(selection.trials, 1 + (await largestTrial(planned, directory)));
    const table = createTable(planned, trials);
    await scanCompletions(table, { directory, prompts: null, dropFailed: false });
    for (const column of table.columns) await scanVerdicts(table, column, directory);
    markAsked(table, new Set(select(planned.samples, selection).map(({ id }) => id)), selection.trials);
    cells.push(...cellsOf(table, ks).map(({ cell }) => cell));
  }
  return cells;
};

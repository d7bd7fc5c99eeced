import { type Cell, type DataSource, EurusError, type Generation } from '../core/index.ts';
import { cellsOf } from './aggregate.ts';
import { type PlannedTask, planTasks, select } from './plan.ts';
import { repairRecords } from './records.ts';
import { largestTrial, readRecordsOf } from './store.ts';
import { everything, type Selection, type Task } from './task.ts';
import { createTable, markAsked, type TrialTable } from './trials.ts';
import type { Votes } from './votes/index.ts';

type Command = {
  readonly directory: string;
  readonly tasks: readonly Task[];
  readonly selection: Selection;
  readonly data: DataSource;
  readonly overrides: Partial<Generation>;
  readonly scoreField?: string | undefined;
};

export type Whole = {
  readonly cells: readonly Cell[];
  /** By task. */
  readonly votes: ReadonlyMap<string, Votes>;
};

/**
 * The cells of a command's tasks over all that is on disk, whichever command asked for it: a look at a few samples
 * takes nothing from the numbers of a whole run. Of what this command asked for the rest counts as missing. Lines that
 * others have replaced meanwhile are left out of the files, so that each key stands there once.
 * @param count counts the votes of a task; they are of use to the command's own cells too
 * @param own the command's tasks as it planned them: not read again where it was about everything there can be
 */
export const wholeCells = async (
  { tasks, data, overrides, selection, directory, scoreField }: Command,
  own: readonly PlannedTask[],
  ks: readonly number[],
  count: (table: TrialTable) => Promise<Votes>,
): Promise<Whole> => {
  const cells: Cell[] = [];
  const votes = new Map<string, Votes>();
  // A directory of a shard has nothing of other samples.
  const isAll = (selection.limit === null && selection.ids === null) || (selection.shard ?? null) !== null;
  for (const planned of isAll ? own : await planTasks(tasks, data, everything, overrides)) {
    const trials = Math.max(selection.trials, 1 + (await largestTrial(planned, directory)));
    const table = createTable(planned, trials, { scoreField });
    const repairs = await readRecordsOf(table, { directory, asks: null, retry: 'nothing' });
    for (const [path, repair] of repairs) await repairRecords(path, repair).catch(tidiedLater);
    const asked = isAll ? planned.samples : select(planned.samples, selection);
    markAsked(table, new Set(asked.map(({ id }) => id)), selection.trials);
    const counted = await count(table);
    votes.set(planned.name, counted);
    cells.push(...cellsOf(table, ks, counted).map(({ cell }) => cell));
  }
  return { cells, votes };
};

/** A full disk takes nothing from the numbers; the next command leaves out what has been replaced. */
const tidiedLater = (error: unknown): void => {
  if (!(error instanceof EurusError) || !error.code.startsWith('DISK_')) throw error;
};

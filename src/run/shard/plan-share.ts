import type { PlanOptions } from '../options.ts';
import { type PlannedTask, planTasks } from '../plan.ts';
import { cutTasks } from './cut.ts';

/** What a command is about, and what of it is to be done here. */
export type PlannedShare = {
  /** All its tasks, with the samples of the shard. */
  readonly tasks: readonly PlannedTask[];
  /** Those that have some. */
  readonly planned: readonly PlannedTask[];
};

/**
 * Loads the samples of every task, and leaves those of the shard where the selection names one.
 * @throws EurusError as `planTasks`
 */
export const planShare = async (
  options: Pick<PlanOptions, 'tasks' | 'data' | 'selection' | 'overrides' | 'system'>,
): Promise<PlannedShare> => {
  const { data, selection, overrides, system } = options;
  const chosen = await planTasks(options.tasks, data, selection, overrides);
  const { shard = null } = selection;
  if (shard === null) return { tasks: chosen, planned: chosen };
  const tasks = cutTasks(chosen, shard, system);
  return { tasks, planned: tasks.filter(({ samples }) => samples.length > 0) };
};

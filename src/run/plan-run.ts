import { mergeManifest, readManifest } from './manifest.ts';
import { planTasks } from './plan.ts';
import { waysIn } from './prefill/index.ts';
import { comparedPrompts } from './prompt.ts';
import { manifestParts, type PlanOptions } from './run.ts';
import { isOutdated, scanCompletions, scanVerdicts } from './store.ts';
import { countCompleted, countToScore, createTable, type TrialTable } from './trials.ts';

export type PlanTask = {
  readonly benchmark: string;
  readonly protocol: string;
  readonly graders: readonly string[];
  readonly samples: number;
  readonly trials: number;
  /** Completions that are there. */
  readonly done: number;
  /** Completions that are to be asked for. */
  readonly requests: number;
  /** Completions that are there and have to be judged. */
  readonly to_score: number;
};

export type Plan = {
  readonly directory: string;
  readonly model: string;
  readonly requests: number;
  readonly tasks: readonly PlanTask[];
};

/**
 * What `run` would do with the same options; writes and sends nothing.
 * @throws EurusError as `run` does before its first request
 */
export const planRun = async (options: PlanOptions): Promise<Plan> => {
  const { directory, backend, system } = options;
  const planned = await planTasks(options.tasks, options.data, options.selection, options.overrides);
  const before = await readManifest(directory);
  const manifest = mergeManifest(before, manifestParts(planned, options), directory);
  const tasks: PlanTask[] = [];
  for (const task of planned) {
    const table = createTable(task, options.selection.trials);
    const prompts = comparedPrompts(backend, system, waysIn(manifest, backend));
    await scanCompletions(table, { directory, prompts, dropFailed: true });
    for (const column of table.columns) {
      if (!isOutdated(before, task.name, column)) await scanVerdicts(table, column, directory);
    }
    tasks.push(planOf(table));
  }
  const requests = tasks.reduce((sum, task) => sum + task.requests, 0);
  return { directory, model: backend.model, requests, tasks };
};

const planOf = (table: TrialTable): PlanTask => {
  const { task, samples } = table.planned;
  const done = countCompleted(table);
  return {
    benchmark: task.benchmark.id,
    protocol: task.protocolName,
    graders: task.graders,
    samples: samples.length,
    trials: table.trials,
    done,
    requests: table.completions.length - done,
    to_score: countToScore(table),
  };
};

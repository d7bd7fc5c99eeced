import type { ShardIdentity } from '../core/index.ts';
import { underKnownName } from './endpoints.ts';
import { readTurns, refuseUnplayable } from './episode/index.ts';
import { mergeManifest, readManifest } from './manifest.ts';
import type { PlanOptions } from './options.ts';
import type { PlannedTask } from './plan.ts';
import { waysIn } from './prefill/index.ts';
import { countCompleted, countToScore } from './remaining.ts';
import { reusable } from './reuse.ts';
import { openReuse, reusablePaths } from './reuse-index.ts';
import { manifestParts } from './run.ts';
import { comparedRequests } from './same-request.ts';
import { planShare } from './shard/plan-share.ts';
import { shardIdentity } from './shard/shard.ts';
import { isOutdated, readRecordsOf } from './store.ts';
import type { Selection } from './task.ts';
import { createTable, type TrialTable } from './trials.ts';

export type PlanTask = {
  readonly benchmark: string;
  readonly protocol: string;
  readonly graders: readonly string[];
  readonly samples: number;
  readonly trials: number;
  /** Completions that are there. */
  readonly done: number;
  /** Completions that are to be taken from other runs. */
  readonly reused: number;
  /** Completions that are to be asked for. */
  readonly requests: number;
  /** Most requests that may be sent for them, one a turn; left out where there are no turns. */
  readonly most_requests?: number;
  /** Most requests that may be sent to the critic; left out without one. */
  readonly critique_requests?: number;
  /** Completions that are there and have to be judged. */
  readonly to_score: number;
};

export type Plan = {
  readonly directory: string;
  readonly model: string;
  /** Where there are several servers, each of them. */
  readonly endpoints?: readonly { readonly url: string; readonly weight: number }[];
  /** Left out where all is to be done here. */
  readonly shard?: ShardIdentity & {
    /** Samples that are in it, over all tasks. */
    readonly samples: number;
    /** Samples of all shards. */
    readonly of: number;
  };
  readonly requests: number;
  /** The same over all tasks, where some have turns. */
  readonly most_requests?: number;
  readonly critique_requests?: number;
  readonly tasks: readonly PlanTask[];
};

/**
 * What `run` would do with the same options; writes and sends nothing.
 * @throws EurusError as `run` does before its first request
 */
export const planRun = async (given: PlanOptions): Promise<Plan> => {
  const { directory, system, seed, retry = 'failed' } = given;
  const before = await readManifest(directory);
  const backend = underKnownName(given.backend, before);
  const options = { ...given, backend };
  const { tasks: chosen, planned } = await planShare(options);
  refuseUnplayable(planned, backend);
  const manifest = mergeManifest(before, manifestParts(chosen, options), directory);
  const ways = waysIn(manifest, backend);
  const asks = comparedRequests(
    backend,
    { system, prefill: backend.prefill, ways },
    seed,
    options.critic?.identity,
  );
  const paths = await reusablePaths(backend, options.reuse ?? []);
  const index = await openReuse(paths);
  const tasks: PlanTask[] = [];
  try {
    for (const task of planned) {
      const table = createTable(task, options.selection.trials, { judgesAgain: retry !== 'nothing' });
      const valid = table.columns.filter(column => !isOutdated(before, task.name, column));
      await readRecordsOf(table, { directory, asks, retry }, valid);
      if (task.task.protocol.interaction !== undefined) await readTurns(table, { directory, asks });
      const reused = asks === null ? 0 : [...reusable([{ table }], index, asks)].length;
      tasks.push(planOf(table, reused, options.critic !== undefined));
    }
  } finally {
    await index.close();
  }
  const sum = (of: (task: PlanTask) => number): number => tasks.reduce((total, task) => total + of(task), 0);
  const most = tasks.some(task => task.most_requests !== undefined);
  const critiques = tasks.some(task => task.critique_requests !== undefined);
  return {
    ...{ directory, model: backend.model, ...shardIn(options.selection, chosen) },
    ...endpointsOf(backend),
    requests: sum(task => task.requests),
    ...(most ? { most_requests: sum(task => task.most_requests ?? task.requests) } : {}),
    ...(critiques ? { critique_requests: sum(task => task.critique_requests ?? 0) } : {}),
    tasks,
  };
};

const endpointsOf = ({ replicas }: PlanOptions['backend']): Pick<Plan, 'endpoints'> =>
  replicas === undefined ? {} : { endpoints: replicas.map(({ url, weight }) => ({ url, weight })) };

const shardIn = ({ shard = null }: Selection, tasks: readonly PlannedTask[]): Pick<Plan, 'shard'> => {
  if (shard === null) return {};
  const sum = (of: (task: PlannedTask) => number): number =>
    tasks.reduce((total, task) => total + of(task), 0);
  const [samples, all] = [
    sum(task => task.samples.length),
    sum(task => (task.cut?.chosen ?? task.samples).length),
  ];
  return { shard: { ...shardIdentity(shard), samples, of: all } };
};

const planOf = (table: TrialTable, reused: number, hasCritic: boolean): PlanTask => {
  const { task, samples } = table.planned;
  const done = countCompleted(table);
  const requests = table.completions.length - done - reused;
  return {
    benchmark: task.benchmark.id,
    protocol: task.protocolName,
    graders: task.graders,
    samples: samples.length,
    trials: table.trials,
    done,
    reused,
    requests,
    ...mostOf(requests, task.protocol.interaction?.maxSteps, hasCritic),
    to_score: countToScore(table),
  };
};

const mostOf = (episodes: number, turns: number | undefined, hasCritic: boolean): Partial<PlanTask> => ({
  ...(turns === undefined ? {} : { most_requests: episodes * turns }),
  // Of the turn that ends an episode nothing is said.
  ...(turns === undefined || !hasCritic ? {} : { critique_requests: episodes * (turns - 1) }),
});

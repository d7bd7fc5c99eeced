import {
  type Completion,
  EurusError,
  encodeRewardRecord,
  isRewardFailure,
  type Rewarded,
  type Rewarder,
  type RewardRecord,
  type ToReward,
} from '../core/index.ts';
import { openRun, type TaskRecord, trialsOf } from '../record/index.ts';
import { type Appender, openAppender } from '../run/appender.ts';
import { completionSha256 } from '../run/canonical.ts';
import { makeDirectory } from '../run/disk.ts';
import { rewardsFolder, rewardsPath } from '../run/layout.ts';
import { lockDirectory } from '../run/lock.ts';
import { createPool } from '../run/pool.ts';
import { rewardFileName } from '../run/rewards.ts';
import { failureTally } from '../run/warnings.ts';
import { answerOf } from './answer-of.ts';
import { keepIdentity } from './identity.ts';
import { readKnown } from './known.ts';

export type RewardRunOptions = {
  /** A run directory. */
  readonly directory: string;
  readonly rewarder: Rewarder;
  /** What the rewards are called. */
  readonly name: string;
  readonly version: string;
  /** Names of the tasks whose answers are rewarded; null: all. */
  readonly tasks: readonly string[] | null;
  /** Requests in flight. */
  readonly concurrency: number;
  /** Start nothing new. */
  readonly drain?: AbortSignal | undefined;
  /** Drop what is in flight. */
  readonly abort?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RewardProgress) => void) | undefined;
};

export type RewardProgress = {
  readonly task: string;
  readonly done: number;
  readonly planned: number;
  readonly failed: number;
};

/** What became of the answers of one task. */
export type RewardedTask = {
  readonly name: string;
  /** Answers that have a reward now, and those of them that this command asked about. */
  readonly rewarded: number;
  readonly asked: number;
  /** Answers that were asked about and got none. */
  readonly failed: number;
  /** Answers that this command did not come to. */
  readonly left: number;
  /** Requests of the run that had failed, so that there is no answer. */
  readonly unanswered: number;
};

export type RewardResult = {
  readonly tasks: readonly RewardedTask[];
  /** A line for each cause of failure. */
  readonly failures: readonly string[];
  readonly interrupted: boolean;
};

/** A reward model that gives none of so many answers one is not going to. */
const hopeless = 50;

/**
 * Gives every answer of a run directory a reward of this name, but those that have one. Each is on disk before the next
 * batch takes its place; the same call goes on where one was stopped, and tries again what had failed.
 * @throws EurusError `RUN_MISMATCH` for rewards of this name by another model or in another form; `USAGE` while another
 * command writes there; `RECORDS_UNREADABLE`, `DISK_*`, and what the rewarder throws
 */
export const rewardRun = async (options: RewardRunOptions): Promise<RewardResult> => {
  const { directory, name, rewarder, version } = options;
  const { tasks } = await openRun(directory);
  const chosen = chooseTasks(tasks, options.tasks, directory);
  const unlock = await lockDirectory(directory);
  try {
    await makeDirectory(rewardsFolder(directory));
    await keepIdentity(directory, name, rewarder, version);
    const failures = failureTally(['answer', 'answers', 'got no reward']);
    const luck = { rewarded: 0, failed: 0 };
    const results: RewardedTask[] = [];
    for (const task of chosen) results.push(await rewardTask(task, options, failures, luck));
    const interrupted = results.some(({ left }) => left > 0);
    return { tasks: results, failures: failures.lines(), interrupted };
  } finally {
    await unlock();
  }
};

const chooseTasks = (
  tasks: readonly TaskRecord[],
  names: readonly string[] | null,
  directory: string,
): readonly TaskRecord[] => {
  const unknown = names?.find(name => !tasks.some(task => isNamed(task, name)));
  if (unknown === undefined) {
    return names === null ? tasks : tasks.filter(task => names.some(name => isNamed(task, name)));
  }
  throw new EurusError('UNKNOWN_NAME', `${directory} has no answers to ${unknown}`, {
    hint: `It has: ${tasks.map(({ name }) => name).join(', ')}`,
  });
};

const isNamed = ({ name, benchmark }: TaskRecord, wanted: string): boolean =>
  wanted === name || wanted === benchmark;

type Luck = { rewarded: number; failed: number };

const rewardTask = async (
  task: TaskRecord,
  options: RewardRunOptions,
  failures: ReturnType<typeof failureTally>,
  luck: Luck,
): Promise<RewardedTask> => {
  const { directory, name, rewarder, concurrency, drain, abort, onProgress } = options;
  const { todo, there, unanswered } = await readKnown(task, directory, name);
  const [halt, counts] = [new AbortController(), { rewarded: 0, failed: 0 }];
  const signal = AbortSignal.any([halt.signal, ...(abort === undefined ? [] : [abort])]);
  const stopped = (): boolean => drain?.aborted === true || signal.aborted;
  let fatal: unknown = null;
  const file =
    todo.size === 0 ? null : await openAppender(rewardsPath(directory, task.name, rewardFileName(name)));

  const work = async (batch: readonly Item[]): Promise<void> => {
    if (signal.aborted || file === null) return;
    try {
      const sentAt = performance.now();
      const rewards = await rewarder.score(
        batch.map(({ asked }) => asked),
        { signal },
      );
      const latencyMs = Math.round(performance.now() - sentAt);
      await keep(
        file,
        recordsOf(batch, rewards, { name, model: rewarder.model, latencyMs }),
        counts,
        failures,
      );
      luck.rewarded += rewards.filter(rewarded => !isRewardFailure(rewarded)).length;
      luck.failed += rewards.filter(isRewardFailure).length;
      onProgress?.({
        ...{ task: task.name, done: counts.rewarded + counts.failed, planned: todo.size },
        failed: counts.failed,
      });
      if (luck.rewarded === 0 && luck.failed >= hopeless) throw noHope(luck.failed, rewards);
    } catch (thrown) {
      if (!signal.aborted) fatal ??= thrown;
      halt.abort(thrown);
    }
  };

  const pool = createPool(concurrency, 1, work);
  try {
    for await (const batch of batchesOf(task, todo, rewarder.batchSize)) {
      if (stopped()) break;
      await pool.submit(batch);
    }
    await pool.idle();
  } finally {
    halt.abort();
    await pool.idle();
    await file?.close();
  }
  if (fatal !== null) throw fatal;
  return {
    name: task.name,
    rewarded: there + counts.rewarded,
    asked: counts.rewarded + counts.failed,
    failed: counts.failed,
    left: todo.size - counts.rewarded - counts.failed,
    unanswered,
  };
};

type Item = { readonly completion: Completion; readonly asked: ToReward };

/** The answers that are still without a reward, in the order of the data, so that those to one question stand together. */
async function* batchesOf(
  task: TaskRecord,
  todo: ReadonlySet<string>,
  size: number,
): AsyncGenerator<readonly Item[], void, undefined> {
  if (todo.size === 0) return;
  let batch: Item[] = [];
  // No verdict is of interest here.
  for await (const { key, sample, completion } of trialsOf({ ...task, graders: [] })) {
    if (!todo.has(key)) continue;
    if (sample === null) throw noPrompts(task);
    batch.push({ completion, asked: answerOf(sample, completion) });
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const recordsOf = (
  batch: readonly Item[],
  rewards: readonly Rewarded[],
  { name, model, latencyMs }: { readonly name: string; readonly model: string; readonly latencyMs: number },
): readonly RewardRecord[] =>
  batch.map(({ completion }, at) => {
    const { key, benchmark, protocol, id, trial } = completion;
    const rewarded = rewards[at] ?? {
      code: 'REWARD_UNUSABLE',
      message: 'the reward model said nothing of it',
    };
    const [score, error] = isRewardFailure(rewarded) ? [null, rewarded] : [rewarded, null];
    return {
      ...{ key, benchmark, protocol, id, trial, reward: name },
      ...{ completionSha256: completionSha256(completion), score, error, model, latencyMs },
    };
  });

const keep = async (
  file: Appender,
  records: readonly RewardRecord[],
  counts: Luck,
  failures: ReturnType<typeof failureTally>,
): Promise<void> => {
  await Promise.all(records.map(record => file.append(encodeRewardRecord(record))));
  for (const record of records) {
    failures.add(record);
    if (record.score === null) counts.failed += 1;
    else counts.rewarded += 1;
  }
};

const noHope = (count: number, rewards: readonly Rewarded[]): EurusError => {
  const why = rewards.find(isRewardFailure)?.message ?? '';
  return new EurusError('ENDPOINT_FAILED', `None of the first ${count} answers got a reward: ${why}`, {
    hint: 'Is it a reward model, and is --reward-api the one that it is served by?',
  });
};

const noPrompts = ({ name }: TaskRecord): EurusError =>
  new EurusError('RECORDS_UNREADABLE', `The run does not say what the samples of ${name} were asked`, {
    hint: 'eurus-eval score DIR writes it down, with the benchmark files at hand',
  });

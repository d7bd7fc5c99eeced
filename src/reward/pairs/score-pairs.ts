import {
  type CallContext,
  EurusError,
  isRewardFailure,
  type Rewarded,
  type ToReward,
} from '../../core/index.ts';
import type { PreferencePair } from '../../preference/index.ts';
import { type Appender, openAppender } from '../../run/appender.ts';
import { makeDirectory } from '../../run/disk.ts';
import { rewardsFolder } from '../../run/layout.ts';
import { lockDirectory } from '../../run/lock.ts';
import { createPool } from '../../run/pool.ts';
import { fingerprint } from '../../run/trials.ts';
import { failureTally } from '../../run/warnings.ts';
import { type Identified, keepIdentity } from '../identity.ts';
import type { RewardProgress } from '../reward-run.ts';
import { type PairFile, pairsOf } from './file.ts';
import { type KnownPairs, mendedPairs } from './known.ts';
import { encodePairRecord, type PairRecord, pairRecordsPath, pairSha256 } from './record.ts';

/** Who gives an answer a number: a reward model, or a policy by log-probability. */
export type PairScorer = Identified & {
  readonly batchSize: number;
  score(batch: readonly ToReward[], context?: CallContext): Promise<readonly Rewarded[]>;
};

export type ScorePairsOptions = {
  readonly file: PairFile;
  /** Where the numbers are kept. */
  readonly directory: string;
  readonly scorer: PairScorer;
  readonly name: string;
  readonly version: string;
  /** Requests in flight. */
  readonly concurrency: number;
  /** Start nothing new. */
  readonly drain?: AbortSignal | undefined;
  /** Drop what is in flight. */
  readonly abort?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RewardProgress) => void) | undefined;
};

export type ScoredPairs = {
  readonly name: string;
  /** Pairs that this command asked about, and those of them that lack a number now. */
  readonly asked: number;
  readonly failed: number;
  /** Pairs that it did not come to. */
  readonly left: number;
  /** A line for each cause of failure. */
  readonly failures: readonly string[];
};

/** A model that gives none of so many pairs two numbers is not going to. */
const hopeless = 25;

/**
 * Gives both answers of every pair a number of this name, but pairs that have theirs. Each is on disk before the next
 * takes its place; the same call goes on where one was stopped, and tries again what had failed.
 * @throws EurusError `RUN_MISMATCH` for numbers of this name by another model; `USAGE` while another command writes
 * there; `RECORDS_UNREADABLE`, `DISK_*`, and what the scorer throws
 */
export const scorePairs = async (options: ScorePairsOptions): Promise<ScoredPairs> => {
  const { directory, name, scorer, version } = options;
  await makeDirectory(rewardsFolder(directory));
  const unlock = await lockDirectory(directory);
  try {
    const known = await mendedPairs(directory, name);
    const hasAny = (): boolean => [...known.values()].some(({ rewards }) => rewards !== null);
    await keepIdentity(directory, name, scorer, version, hasAny);
    const planned = await countTodo(options.file, known);
    if (planned === 0) return { name, asked: 0, failed: 0, left: 0, failures: [] };
    return await ask(options, known, planned);
  } finally {
    await unlock();
  }
};

const isTodo = (pair: PreferencePair, known: KnownPairs): boolean => {
  const its = known.get(pair.key);
  return its === undefined || its.rewards === null || its.of !== fingerprint(pairSha256(pair));
};

/** Reads the whole file first: a row that is none is said before anything is asked. */
const countTodo = async (file: PairFile, known: KnownPairs): Promise<number> => {
  let count = 0;
  for await (const pair of pairsOf(file)) if (isTodo(pair, known)) count += 1;
  return count;
};

const ask = async (options: ScorePairsOptions, known: KnownPairs, planned: number): Promise<ScoredPairs> => {
  const { directory, name, scorer, file, concurrency, drain, abort, onProgress } = options;
  const [halt, counts] = [new AbortController(), { done: 0, failed: 0 }];
  const failures = failureTally(['pair', 'pairs', 'could not be scored']);
  const signal = AbortSignal.any([halt.signal, ...(abort === undefined ? [] : [abort])]);
  const stopped = (): boolean => drain?.aborted === true || signal.aborted;
  let fatal: unknown = null;
  const out = await openAppender(pairRecordsPath(directory, name));

  const work = async (batch: readonly PreferencePair[]): Promise<void> => {
    if (signal.aborted) return;
    try {
      const sentAt = performance.now();
      const rewards = await scorer.score(batch.flatMap(answersOf), { signal });
      const latencyMs = Math.round(performance.now() - sentAt);
      const records = batch.map((pair, at) =>
        recordOf(pair, [rewards[2 * at], rewards[2 * at + 1]], scorer.model, latencyMs),
      );
      await keep(out, records);
      for (const record of records) {
        failures.add(record);
        if (record.error !== null) counts.failed += 1;
      }
      counts.done += records.length;
      onProgress?.({ task: name, planned, ...counts });
      if (counts.failed === counts.done && counts.failed >= hopeless) throw noHope(counts.failed, records);
    } catch (thrown) {
      if (!signal.aborted) fatal ??= thrown;
      halt.abort(thrown);
    }
  };

  const pool = createPool(concurrency, 1, work);
  try {
    for await (const batch of batches(file, known, Math.max(1, Math.floor(scorer.batchSize / 2)))) {
      if (stopped()) break;
      await pool.submit(batch);
    }
    await pool.idle();
  } finally {
    halt.abort();
    await pool.idle();
    await out.close();
  }
  if (fatal !== null) throw fatal;
  const { done, failed } = counts;
  return { name, asked: done, failed, left: planned - done, failures: failures.lines() };
};

const answersOf = ({ prompt, chosen, rejected }: PreferencePair): readonly ToReward[] => [
  { prompt, answer: chosen },
  { prompt, answer: rejected },
];

async function* batches(
  file: PairFile,
  known: KnownPairs,
  size: number,
): AsyncGenerator<readonly PreferencePair[], void, undefined> {
  let batch: PreferencePair[] = [];
  for await (const pair of pairsOf(file)) {
    if (!isTodo(pair, known)) continue;
    batch.push(pair);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const recordOf = (
  pair: PreferencePair,
  [chosen = silent, rejected = silent]: readonly (Rewarded | undefined)[],
  model: string,
  latencyMs: number,
): PairRecord => {
  const sides = [
    ['chosen', chosen],
    ['rejected', rejected],
  ] as const;
  const [lacking] = sides.flatMap(([answer, its]) => (isRewardFailure(its) ? [{ answer, ...its }] : []));
  return {
    ...{ key: pair.key, pairSha256: pairSha256(pair), model, latencyMs },
    chosen: isRewardFailure(chosen) ? null : chosen,
    rejected: isRewardFailure(rejected) ? null : rejected,
    error: lacking ?? null,
  };
};

const silent: Rewarded = { code: 'REWARD_UNUSABLE', message: 'the model said nothing of it' };

const keep = async (out: Appender, records: readonly PairRecord[]): Promise<void> => {
  await Promise.all(records.map(record => out.append(encodePairRecord(record))));
};

const noHope = (count: number, records: readonly PairRecord[]): EurusError =>
  new EurusError(
    'ENDPOINT_FAILED',
    `None of the first ${count} pairs could be scored: ${records.at(-1)?.error?.message ?? ''}`,
    { hint: 'Is it the model that is meant, and the API that it is served by?' },
  );

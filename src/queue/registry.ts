import type { Redis } from 'ioredis';
import { isObject, oneLine, type SandboxFacts } from '../core/index.ts';
import {
  isId,
  prefix,
  runKey,
  runsKey,
  sandboxKey,
  verdictQueue,
  workerKey,
  workersKey,
  workQueue,
} from './names.ts';
import { decodeRequirement, type Requirement } from './requirement.ts';
import { decodeFacts, encodeFacts } from './sandbox-facts.ts';

/** What a coordinator says of its run, again and again as long as it is there. */
export type Announcement = {
  readonly id: string;
  /** The run directory or file. */
  readonly label: string;
  readonly host: string;
  readonly pid: number;
  /** Milliseconds since 1970, by the coordinator's clock. */
  readonly startedAtMs: number;
  readonly requirement: Requirement;
  /** The kind of sandbox that the user has asked for; null for any. */
  readonly sandbox: SandboxFacts['name'] | null;
  /** Completions that are out, that came back judged, and batches that were handed in again. */
  readonly out: number;
  readonly judged: number;
  readonly again: number;
  /** Completions that came back a second, in the last minute. */
  readonly perSecond: number;
  /** Trials of the command, 0 while that is not known; and those of them that are judged, by earlier commands too. */
  readonly planned: number;
  readonly done: number;
};

/** What a worker says of itself. */
export type Presence = {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly startedAtMs: number;
  /** Batches that it can work on at the same time. */
  readonly slots: number;
  /** Batches that it is working on. */
  readonly busy: number;
  /** Completions judged since it was started, and of these in the last minute. */
  readonly judged: number;
  readonly judgedLastMinute: number;
  /** Verdicts that were `unscored`, and batches handed back. */
  readonly unscored: number;
  readonly back: number;
  /** True once it takes nothing new. */
  readonly drains: boolean;
  readonly sandbox: SandboxFacts | null;
  /** What it thinks of the runs that there are. */
  readonly runs: readonly { readonly id: string; readonly why: string | null }[];
};

/** Milliseconds after which one that has not been heard of is gone, and between two words of it. */
export const aliveMs = { run: 30_000, worker: 15_000, beat: 2_000 };

export const announce = async (redis: Redis, run: Announcement): Promise<void> => {
  await redis
    .multi()
    .set(runKey(run.id), JSON.stringify(run), 'PX', aliveMs.run)
    .sadd(runsKey, run.id)
    .exec()
    .then(throwFirst);
};

/** The runs that are there, and the ids of those that are gone without having cleared up. */
export const readRuns = (redis: Redis): Promise<Known<Announcement>> =>
  readAll(redis, runsKey, runKey, decodeAnnouncement);

/** Removes all that a run has left. One that is there after all puts back what it misses. */
export const sweepRun = async (redis: Redis, run: string): Promise<void> => {
  for (const name of [workQueue(run), verdictQueue(run)]) {
    for await (const keys of redis.scanStream({ match: `${prefix}:${name}:*`, count: 1000 })) {
      const found = keys as readonly string[];
      if (found.length > 0) await redis.unlink(...found);
    }
  }
  await redis.multi().del(runKey(run), sandboxKey(run)).srem(runsKey, run).exec();
};

export const present = async (redis: Redis, worker: Presence): Promise<void> => {
  await redis
    .multi()
    .set(workerKey(worker.id), JSON.stringify(worker), 'PX', aliveMs.worker)
    .sadd(workersKey, worker.id)
    .exec()
    .then(throwFirst);
};

/** The workers that are there, and the ids of those that are gone; nothing is cleared up. */
export const listWorkers = (redis: Redis): Promise<Known<Presence>> =>
  readAll(redis, workersKey, workerKey, decodePresence);

export const readWorkers = async (redis: Redis): Promise<readonly Presence[]> => {
  const { there, gone } = await listWorkers(redis);
  if (gone.length > 0) await redis.srem(workersKey, ...gone);
  return there;
};

export const leave = async (redis: Redis, worker: string): Promise<void> => {
  await redis.multi().del(workerKey(worker)).srem(workersKey, worker).exec();
};

/**
 * Settles what programs of a run are run in: the first to say so is right.
 * @returns what is settled
 */
export const settleSandbox = async (
  redis: Redis,
  run: string,
  mine: SandboxFacts,
): Promise<SandboxFacts | null> => {
  await redis.set(sandboxKey(run), JSON.stringify(encodeFacts(mine)), 'PX', aliveMs.run * 10, 'NX');
  return decodeFacts(parsed(await redis.get(sandboxKey(run))));
};

export type Known<T> = { readonly there: readonly T[]; readonly gone: readonly string[] };

/** Most ids that are looked at, and most characters of what stands under one. */
const most = { ids: 10_000, characters: 4 * 1024 * 1024 };

const readAll = async <T extends { readonly id: string }>(
  redis: Redis,
  set: string,
  keyOf: (id: string) => string,
  decode: (value: unknown) => T | null,
): Promise<Known<T>> => {
  const ids = (await redis.smembers(set)).slice(0, most.ids);
  const known = ids.filter(isId);
  const texts = known.length === 0 ? [] : await redis.mget(known.map(keyOf));
  const found = known.flatMap((id, index) => {
    const one = decode(parsed(texts[index] ?? null));
    return one !== null && one.id === id ? [one] : [];
  });
  const gone = known.filter((_, index) => texts[index] === null);
  return { there: found.sort((a, b) => (a.id < b.id ? -1 : 1)), gone };
};

const throwFirst = (results: [error: Error | null, result: unknown][] | null): void => {
  for (const [error] of results ?? []) if (error !== null) throw error;
};

const parsed = (text: string | null): unknown => {
  if (text === null || text.length > most.characters) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const decodeAnnouncement = (value: unknown): Announcement | null => {
  if (!isObject(value) || !isId(value.id)) return null;
  const requirement = decodeRequirement(value.requirement);
  if (requirement === null) return null;
  const { id, label, host, pid, startedAtMs, out, judged, again, perSecond, planned, done } = value;
  return {
    sandbox: sandboxNames.find(name => name === value.sandbox) ?? null,
    ...{ id, requirement, label: textOf(label, 500), host: textOf(host, 100) },
    ...{ pid: numberOf(pid), startedAtMs: numberOf(startedAtMs) },
    ...{ out: numberOf(out), judged: numberOf(judged), again: numberOf(again) },
    ...{ perSecond: numberOf(perSecond), planned: numberOf(planned), done: numberOf(done) },
  };
};

const decodePresence = (value: unknown): Presence | null => {
  if (!isObject(value) || !isId(value.id)) return null;
  const { id, host, pid, version, startedAtMs, slots, busy, judged, judgedLastMinute, unscored, back } =
    value;
  const { sandbox, runs } = value;
  return {
    ...{ id, host: textOf(host, 100), pid: numberOf(pid), version: textOf(version, 50) },
    ...{ startedAtMs: numberOf(startedAtMs), slots: numberOf(slots), busy: numberOf(busy) },
    ...{ judged: numberOf(judged), judgedLastMinute: numberOf(judgedLastMinute) },
    ...{ unscored: numberOf(unscored), back: numberOf(back), drains: value.drains === true },
    sandbox: decodeFacts(sandbox),
    runs: (Array.isArray(runs) ? (runs as readonly unknown[]) : [])
      .slice(0, 1000)
      .flatMap(run =>
        isObject(run) && isId(run.id)
          ? [{ id: run.id, why: run.why === null ? null : textOf(run.why, 500) }]
          : [],
      ),
  };
};

const sandboxNames = ['native', 'wasm', 'js'] as const;

const textOf = (value: unknown, maxLength: number): string =>
  typeof value === 'string' ? oneLine(value, maxLength) : '';
const numberOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0;

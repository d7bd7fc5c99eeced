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

/** @returns whether it stood there already */
export const announce = async (redis: Redis, run: Announcement): Promise<boolean> => {
  const replies = await redis
    .multi()
    .exists(runKey(run.id))
    .set(runKey(run.id), JSON.stringify(run), 'PX', aliveMs.run)
    .sadd(runsKey, run.id)
    .exec();
  throwFirst(replies);
  return replies?.[0]?.[1] === 1;
};

/** The runs that are there, and the ids of those that are gone without having cleared up. */
export const readRuns = (redis: Redis): Promise<Known<Announcement>> =>
  readAll(redis, runsKey, runKey, decodeAnnouncement);

/** True as long as a run is heard of. */
export const isThere = async (redis: Redis, run: string): Promise<boolean> =>
  (await redis.exists(runKey(run))) > 0;

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
  return decodeFacts(parsed(await redis.getrange(sandboxKey(run), 0, 10_000)));
};

export type Known<T> = { readonly there: readonly T[]; readonly gone: readonly string[] };

/**
 * Most ids that are looked at, most characters of what stands under one and of all that is read at a time. What is beyond
 * is not read: a set that somebody fills must not fill this process.
 */
const most = { ids: 1000, characters: 1024 * 1024, all: 32 * 1024 * 1024 };

const readAll = async <T extends { readonly id: string }>(
  redis: Redis,
  set: string,
  keyOf: (id: string) => string,
  decode: (value: unknown) => T | null,
): Promise<Known<T>> => {
  const ids = await membersOf(redis, set);
  const lengths = await numbersOf(redis, ids.map(keyOf));
  const gone = ids.filter((_, index) => lengths[index] === 0);
  let units = 0;
  const chosen = ids.filter((_, index) => {
    const length = lengths[index] ?? 0;
    if (length === 0 || length > most.characters || units + length > most.all) return false;
    units += length;
    return true;
  });
  const pipeline = redis.pipeline();
  // Not more than was there a moment ago, whatever it is by now.
  for (const id of chosen) pipeline.getrange(keyOf(id), 0, most.characters);
  const texts = chosen.length === 0 ? [] : ((await pipeline.exec()) ?? []);
  const found = chosen.flatMap((id, index) => {
    const text = texts[index]?.[1];
    const one = decode(parsed(typeof text === 'string' ? text : null));
    return one !== null && one.id === id ? [one] : [];
  });
  return { there: found.sort((a, b) => (a.id < b.id ? -1 : 1)), gone };
};

/** Of a set, as many of our ids as are looked at. */
const membersOf = async (redis: Redis, set: string): Promise<readonly string[]> => {
  const found = new Set<string>();
  let cursor = '0';
  for (let looks = 0; looks < most.ids; looks += 1) {
    const [next, members] = await redis.sscan(set, cursor, 'COUNT', most.ids);
    for (const id of members) if (isId(id) && found.size < most.ids) found.add(id);
    cursor = next;
    if (cursor === '0' || found.size === most.ids) break;
  }
  return [...found];
};

/** Lengths of texts in bytes; 0 for what is not there, or is none. */
const numbersOf = async (redis: Redis, keys: readonly string[]): Promise<readonly number[]> => {
  if (keys.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.strlen(key);
  return ((await pipeline.exec()) ?? []).map(([error, length]) =>
    error === null ? Number(length) : Number.POSITIVE_INFINITY,
  );
};

const throwFirst = (results: [error: Error | null, result: unknown][] | null): void => {
  for (const [error] of results ?? []) if (error !== null) throw error;
};

const parsed = (text: string | null): unknown => {
  if (text === null) return null;
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

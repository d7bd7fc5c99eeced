import type { Redis } from 'ioredis';
import { messageOf, oneLine } from '../core/index.ts';

/** The server of a queue. What it does not tell (a service may hide it) is null. */
export type ServerStatus = {
  readonly product: 'Redis' | 'Valkey';
  readonly version: string | null;
  readonly usedBytes: number | null;
  /** Most that it may use; 0 where it knows no limit. */
  readonly maxBytes: number | null;
  /** What it does when it is full: `noeviction` refuses, all others throw away. */
  readonly policy: string | null;
  /** Whether it keeps an append-only file. */
  readonly appendOnly: boolean | null;
  /** Of the fastest of three round trips, in milliseconds. */
  readonly latencyMs: number;
};

export const readServer = async (redis: Redis): Promise<ServerStatus> => {
  const latencyMs = await latencyOf(redis);
  return { ...decodeInfo(await infoOf(redis)), latencyMs };
};

/** Empty where that may not be asked. */
const infoOf = async (redis: Redis): Promise<string> => {
  try {
    return await redis.info();
  } catch (thrown) {
    if (/NOPERM|unknown command/.test(messageOf(thrown))) return '';
    throw thrown;
  }
};

const latencyOf = async (redis: Redis): Promise<number> => {
  let best = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 3; time += 1) {
    const startMs = performance.now();
    await redis.ping();
    best = Math.min(best, performance.now() - startMs);
  }
  return best;
};

/** Most characters of what INFO answers that are looked at. */
const maxInfo = 256 * 1024;

/** The lines `name:value` of what INFO answers; one without a value says nothing. */
export const fieldsOf = (info: string): ReadonlyMap<string, string> =>
  new Map(
    info
      .slice(0, maxInfo)
      .split(/\r?\n/)
      .map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const)
      .filter(([, value]) => value !== ''),
  );

/** What INFO answers, as far as it is shown. */
export const decodeInfo = (info: string): Omit<ServerStatus, 'latencyMs'> => {
  const fields = fieldsOf(info);
  const text = (name: string): string | null => {
    const value = fields.get(name);
    return value === undefined ? null : oneLine(value, 50);
  };
  const count = (name: string): number | null => {
    const value = fields.get(name);
    return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null;
  };
  const appendOnly = count('aof_enabled');
  return {
    product: fields.has('valkey_version') ? 'Valkey' : 'Redis',
    version: text('valkey_version') ?? text('redis_version'),
    usedBytes: count('used_memory'),
    maxBytes: count('maxmemory'),
    policy: text('maxmemory_policy'),
    appendOnly: appendOnly === null ? null : appendOnly === 1,
  };
};

/** Of its memory, from which on a server is called nearly full. */
const nearlyFull = 0.9;

type Facts = Omit<ServerStatus, 'latencyMs'>;

/** That a server throws keys away when it is full; null when it does not, or does not tell. */
export const evictionProblem = (who: string, { policy, maxBytes }: Facts): string | null =>
  policy === null || policy === 'noeviction' || maxBytes === 0
    ? null
    : `${who} throws work away when it is full (maxmemory-policy ${policy}), which is then handed in again: set noeviction.`;

/** What is wrong with a server for a queue, and what to do about it; empty when nothing is known to be. */
export const problemsOf = (server: Facts): readonly string[] => {
  const { product, usedBytes, maxBytes } = server;
  const eviction = evictionProblem(product, server);
  const isNearlyFull =
    usedBytes !== null && maxBytes !== null && maxBytes > 0 && usedBytes > nearlyFull * maxBytes;
  return [
    ...(eviction === null ? [] : [eviction]),
    ...(isNearlyFull
      ? [`${product} is nearly full: coordinators and workers will wait. Give it more memory (maxmemory).`]
      : []),
  ];
};

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { readRuns, readWorkers } from '../../src/queue/registry.ts';
import { type RedisServer, startRedisIn } from '../../test/support/redis-server.ts';
import { type Ended, type Measured, startCommand, stopAll } from './process.ts';

/** A Redis of a bench's own, and what is needed to work with it. */
export type Setting = {
  readonly folder: string;
  readonly server: RedisServer;
  readonly redis: Redis;
};

/** Starts a Redis for a piece of work, and clears everything up after it. */
export const inSetting = async <T>(work: (setting: Setting) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'eurus-bench-'));
  const server = await startRedisIn(folder);
  const redis = new Redis(server.port, '127.0.0.1');
  try {
    return await work({ folder, server, redis });
  } finally {
    stopAll();
    redis.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Starts real workers of one slot each; they are there, and have said so, when it resolves. */
export const startWorkers = async (
  { server, redis }: Setting,
  count: number,
  dataDirectory: string,
): Promise<readonly Measured[]> => {
  const workers = Array.from({ length: count }, () =>
    startCommand('worker', '--queue', server.url, '--workers', '1', '--data-dir', dataDirectory),
  );
  await workersAreThere(redis, count);
  return workers;
};

export const workersAreThere = async (redis: Redis, count: number): Promise<void> => {
  while ((await readWorkers(redis)).length < count) await sleep(20);
};

/** The seconds of a command from its first batch that is taken to its end; everything that it writes is in it. */
export const timed = async (
  redis: Redis,
  command: Measured,
): Promise<Ended & { readonly judgingS: number }> => {
  const startedMs = performance.now();
  let firstMs: number | null = null;
  let isOver = false;
  void command.ended.then(() => {
    isOver = true;
  });
  while (firstMs === null && !isOver) {
    for (const { id } of (await readRuns(redis)).there) {
      if ((await redis.llen(`eurus-eval:${id}.work:active`)) > 0) firstMs = performance.now();
    }
    await sleep(5);
  }
  const ended = await command.ended;
  // 1: complete but for samples that have no recorded answer.
  if (ended.code !== 0 && ended.code !== 1)
    throw new Error(`the measured command ended with ${ended.code}: ${ended.stderr}`);
  return { ...ended, judgingS: (performance.now() - (firstMs ?? startedMs)) / 1000 };
};

/** Bytes that Redis has read and written, and the processor seconds it took. */
export const trafficOf = async (redis: Redis): Promise<{ bytes: number; cpuS: number }> => {
  const info = await redis.info();
  const figure = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? 0);
  return {
    bytes: figure('total_net_input_bytes') + figure('total_net_output_bytes'),
    cpuS: figure('used_cpu_sys') + figure('used_cpu_user'),
  };
};

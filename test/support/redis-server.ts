import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

/** `redis-server` of Debian, or Valkey's, whichever is here. */
const program = ['redis-server', 'valkey-server'].find(
  name => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

/** That program; the name of Redis's where there is none. */
export const redisProgram = program ?? 'redis-server';

/** Whether a server can be started. */
export const hasRedis = program !== undefined;

export type RedisOptions = {
  /** Keeps an append-only file, each write at once on disk. */
  readonly appendOnly?: boolean;
  readonly password?: string;
  /** Such as `16mb`; nothing is evicted. */
  readonly maxMemory?: string;
};

/** A server of a test's own on loopback. */
export type RedisServer = {
  readonly url: string;
  readonly port: number;
  /** Of its process, as long as it runs. */
  pid(): number;
  /** Kills it (SIGKILL), as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with what it has kept on disk. */
  start(): Promise<void>;
  /** Between `kill` and `start`: removes what it has kept on disk, as if there had been no append-only file. */
  forget(): void;
  /** Sends a command as a client of its own. */
  send(command: string, ...args: readonly string[]): Promise<unknown>;
  /** Bytes that its process has in memory (RSS). */
  memoryBytes(): Promise<number>;
  stop(): Promise<void>;
};

/** Starts a server on a free port of loopback that keeps its files in a folder; to be stopped in `finally`. */
export const startRedisIn = async (folder: string, options: RedisOptions = {}): Promise<RedisServer> => {
  const { appendOnly = false, password, maxMemory } = options;
  const port = await freePort();
  const args = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    ...['--appendonly', appendOnly ? 'yes' : 'no', '--appendfsync', 'always'],
    ...(password === undefined ? [] : ['--requirepass', password]),
    ...(maxMemory === undefined ? [] : ['--maxmemory', maxMemory, '--maxmemory-policy', 'noeviction']),
  ];
  let child: ChildProcess | null = null;
  const client = (): Redis =>
    new Redis(port, '127.0.0.1', {
      lazyConnect: true,
      retryStrategy: () => null,
      ...(password === undefined ? {} : { password }),
    }).on('error', () => {});
  const send = async (command: string, ...rest: readonly string[]): Promise<unknown> => {
    const redis = client();
    try {
      await redis.connect();
      return await redis.call(command, ...rest);
    } finally {
      redis.disconnect();
    }
  };
  const start = async (): Promise<void> => {
    const started = spawn(redisProgram, args, { stdio: 'ignore' });
    child = started;
    // As long as it lives it may yet answer: a busy machine needs its time.
    while (started.exitCode === null && started.signalCode === null) {
      const answer = await send('PING').catch(() => null);
      if (answer === 'PONG') return;
      await sleep(10);
    }
    throw new Error(`${redisProgram} ended without an answer on port ${port}`);
  };
  const kill = async (): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    ...{ url: `redis://127.0.0.1:${port}`, port, kill, start, send },
    pid: () => child?.pid ?? 0,
    forget: () => rmSync(join(folder, 'appendonlydir'), { recursive: true, force: true }),
    memoryBytes: async () =>
      Number(/used_memory_rss:(\d+)/.exec(String(await send('INFO', 'memory')))?.[1] ?? 0),
    stop: kill,
  };
};

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hasRedis } from '../test/support/redis-server.ts';
import { watchMemory } from './queue/memory.ts';
import { cpuMsOf, type Measured, startCommand, startScript } from './queue/process.ts';
import { writeFormulas, writePrograms, writeWords } from './queue/recorded.ts';
import { inSetting, type Setting, startWorkers, timed, trafficOf, workersAreThere } from './queue/setting.ts';

/** Rows of the long file; a million take some minutes. */
const rows = Number(process.env.EURUS_BENCH_ROWS ?? 100_000);

/** Parts that are wanted, by name; all when nothing is said. */
const only = process.env.EURUS_BENCH_PARTS?.split(',');

const line = (what: string, figures: string): void => console.log(`queue ${what.padEnd(30)}${figures}`);

/** Scoring by a queue: how it grows with workers, what it costs beside scoring in one process, and what it can move. */
export const benchQueue = async (dataDirectory: string): Promise<void> => {
  if (!hasRedis || !existsSync(dataDirectory)) {
    console.log(`queue         left out: it needs redis-server, and benchmarks in ${dataDirectory}`);
    return;
  }
  const parts: Readonly<Record<string, (data: string) => Promise<void>>> = {
    ...{ workers: twoWorkers, single: singleWorker, moved: whatIsMoved, memory: longRun, idle },
  };
  for (const [name, part] of Object.entries(parts)) {
    if (only === undefined || only.includes(name)) await part(dataDirectory);
  }
};

const scoreArgs = (file: string, benchmark: string, data: string): readonly string[] => [
  ...['score', file, '--benchmark', benchmark, '--data-dir', data, '--quiet'],
];

const ended = (workers: readonly Measured[]) => Promise.all(workers.map(worker => worker.stop()));

type Heavy = {
  readonly title: string;
  readonly benchmark: string;
  write(path: string, data: string, times: number): number;
};

const programs: Heavy = {
  ...{ title: 'HumanEval programs', benchmark: 'humaneval' },
  write: (path, data, times) => writePrograms(path, data, times),
};
const formulas: Heavy = {
  ...{ title: 'MATH formulas', benchmark: 'math' },
  write: (path, data, times) => writeFormulas(path, data, times * 2000),
};

/** Programs that take long, as most that are evaluated do: what they are handed over by is nothing beside them. */
const longPrograms: Heavy = {
  ...{ title: 'HumanEval+ programs', benchmark: 'humaneval-plus' },
  write: (path, data, times) => writePrograms(path, data, Math.ceil(times / 4), 10),
};

/** The same file by one worker and by two; each has been warmed up by a part of it. */
const twoWorkers = async (data: string): Promise<void> => {
  for (const { title, benchmark, write } of [longPrograms, programs, formulas]) {
    const seconds = new Map<number, number>();
    let count = 0;
    for (const workers of [1, 2]) {
      seconds.set(
        workers,
        await inSetting(async setting => {
          const [short, long] = [join(setting.folder, 'short.jsonl'), join(setting.folder, 'long.jsonl')];
          write(short, data, 1);
          count = write(long, data, 16);
          const started = await startWorkers(setting, workers, data);
          const score = (file: string) =>
            timed(
              setting.redis,
              startCommand(...scoreArgs(file, benchmark, data), '--queue', setting.server.url),
            );
          await score(short);
          const { judgingS } = await score(long);
          await ended(started);
          return judgingS;
        }),
      );
    }
    const [one = 0, two = 1] = [seconds.get(1), seconds.get(2)];
    line(
      `two workers, ${title} `,
      `${(one / two).toFixed(2)} × one worker (at least 1.8): ${count} in ${two.toFixed(1)} s against ${one.toFixed(1)} s, from the first batch taken to the end`,
    );
  }
};

/** HumanEval once, by one worker and in the process of the command itself. */
const singleWorker = (data: string): Promise<void> =>
  inSetting(async setting => {
    const file = join(setting.folder, 'humaneval.jsonl');
    const count = writePrograms(file, data, 1);
    const workers = await startWorkers(setting, 1, data);
    const args = scoreArgs(file, 'humaneval', data);
    const queued = ['--queue', setting.server.url];
    await timed(setting.redis, startCommand(...args, ...queued));
    const queue = await timed(setting.redis, startCommand(...args, ...queued));
    const local = await timed(setting.redis, startCommand(...args, '--workers', '1'));
    await ended(workers);
    line(
      `one worker, HumanEval ${count}`,
      `${queue.wallS.toFixed(2)} s whole command, ${(queue.wallS / local.wallS).toFixed(2)} × without a queue (${local.wallS.toFixed(2)} s)`,
    );
  });

const acknowledging = fileURLToPath(new URL('./queue/acknowledging-workers.ts', import.meta.url));
const hundred = 100;

/** A hundred workers that judge nothing: what the coordinator and Redis can move. */
const whatIsMoved = (data: string): Promise<void> =>
  inSetting(async ({ folder, server, redis }) => {
    const file = join(folder, 'long.jsonl');
    writeWords(file, rows);
    const args = [...scoreArgs(file, 'gsm8k', data), '--out', join(folder, 'out')];
    const workers = startScript(acknowledging, server.url, String(hundred));
    await workersAreThere(redis, hundred);
    const before = await trafficOf(redis);
    const { judgingS, cpuS } = await timed(redis, startCommand(...args, '--queue', server.url));
    const after = await trafficOf(redis);
    const clients = /connected_clients:(\d+)/.exec(await redis.info('clients'))?.[1];
    const did = await workers.stop();
    const local = await startCommand(...args.slice(0, -1), join(folder, 'local')).ended;
    line(
      `${hundred} workers that acknowledge`,
      `${(rows / judgingS).toFixed(0)} completions/s (at least 10000): ${rows} in ${judgingS.toFixed(1)} s; processor seconds: coordinator ${cpuS.toFixed(1)}, workers ${did.cpuS.toFixed(1)}, Redis ${(after.cpuS - before.cpuS).toFixed(1)}; judged in one process: ${local.cpuS.toFixed(1)}; ${clients} connections; ${((after.bytes - before.bytes) / rows).toFixed(0)} bytes a completion through Redis`,
    );
  });

/** A long file through two real workers. */
const longRun = (data: string): Promise<void> =>
  inSetting(async setting => {
    const { folder, server, redis } = setting;
    const file = join(folder, 'long.jsonl');
    writeWords(file, rows);
    const args = [...scoreArgs(file, 'gsm8k', data), '--out', join(folder, 'out')];
    const workers = await startWorkers(setting, 2, data);
    const before = await trafficOf(redis);
    const command = startCommand(...args, '--queue', server.url);
    const memory = watchMemory({
      ...{ coordinator: command.pid, Redis: server.pid() },
      ...Object.fromEntries(workers.map(({ pid }, index) => [`worker ${index + 1}`, pid])),
    });
    const { judgingS, cpuS } = await timed(redis, command);
    const lines = memory.end();
    const { bytes } = await trafficOf(redis);
    const did = await ended(workers);
    const alone = startCommand(...args.slice(0, -1), join(folder, 'local'));
    const aloneMemory = watchMemory({ 'no queue': alone.pid });
    const local = await alone.ended;
    line(
      `${rows} by two workers`,
      `${judgingS.toFixed(0)} s, ${(rows / judgingS).toFixed(0)} completions/s, ${(judgingS / local.wallS).toFixed(2)} × without a queue (${local.wallS.toFixed(0)} s); processor seconds: coordinator ${cpuS.toFixed(0)}, workers ${did.map(one => one.cpuS.toFixed(0)).join(' and ')}, without ${local.cpuS.toFixed(0)}; ${((bytes - before.bytes) / 2 ** 20).toFixed(0)} MiB through Redis`,
    );
    for (const text of [...lines, ...aloneMemory.end()]) line('  memory', text);
  });

const idleMs = 20_000;

const shareOf = async (pid: number): Promise<string> => {
  const before = cpuMsOf(pid);
  await sleep(idleMs);
  return `${((100 * (cpuMsOf(pid) - before)) / idleMs).toFixed(2)} % of a core (at most 1)`;
};

/** What a worker costs that has nothing to do, and a coordinator that has no worker. */
const idle = (data: string): Promise<void> =>
  inSetting(async (setting: Setting) => {
    const file = join(setting.folder, 'short.jsonl');
    writeWords(file, 2000);
    const args = [...scoreArgs(file, 'gsm8k', data), '--queue', setting.server.url];
    const [worker] = await startWorkers(setting, 1, data);
    // It has joined a run once, so everything that it will ever load is loaded.
    await timed(setting.redis, startCommand(...args));
    await sleep(5000);
    line('a worker without work', await shareOf(worker?.pid ?? 0));
    await worker?.stop();
    const coordinator = startCommand(...args);
    await sleep(5000);
    line('a coordinator without workers', await shareOf(coordinator.pid));
    await coordinator.stop();
  });

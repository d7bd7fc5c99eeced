import type { Redis } from 'ioredis';
import { EurusError, messageOf, oneLine, type SandboxFacts } from '../core/index.ts';
import { type Depth, depthsOf } from './bull.ts';
import { connect, nameOfQueue, type QueueAddress } from './connect.ts';
import { sandboxKey, verdictQueue, workQueue } from './names.ts';
import { refusalOf } from './redis-error.ts';
import { type Announcement, listWorkers, type Presence, readRuns } from './registry.ts';
import { decodeFacts } from './sandbox-facts.ts';
import { problemsOf, readServer, type ServerStatus } from './server-status.ts';

/** A run that has announced itself. */
export type RunStatus = Omit<Announcement, 'requirement' | 'sandbox'> & {
  /** `gsm8k.cot`, … */
  readonly tasks: readonly string[];
  /** What its programs run in; null while that is not settled, and where none run. */
  readonly sandbox: SandboxFacts | null;
  /** Batches that no worker has taken, and those that workers have. */
  readonly waiting: number;
  readonly active: number;
  /** Answers of workers that the coordinator has not taken. */
  readonly unread: number;
  /** That have joined it, and the batches that they can work on at the same time. */
  readonly workers: number;
  readonly slots: number;
  /** Until all is judged if it goes on like this; null where that cannot be said. */
  readonly secondsLeft: number | null;
};

/** All that goes on in a queue. Texts have been cleaned: they are one line and cannot act on a terminal. */
export type QueueStatus = {
  /** `host:port` */
  readonly queue: string;
  readonly atMs: number;
  readonly server: ServerStatus;
  /** What is wrong with the server, in words. */
  readonly problems: readonly string[];
  /** By when they began. */
  readonly runs: readonly RunStatus[];
  /** By host, then by process. */
  readonly workers: readonly Presence[];
};

export type StatusReader = {
  /** @throws EurusError `QUEUE_UNREACHABLE`, `QUEUE_DENIED` */
  read(): Promise<QueueStatus>;
  close(): void;
};

/** How long one look may take. */
const patienceMs = 10_000;

/**
 * Opens a queue for looking: nothing is changed in it.
 * @throws EurusError `USAGE`, `QUEUE_DENIED`, `QUEUE_UNREACHABLE`
 */
export const openStatus = async (address: QueueAddress): Promise<StatusReader> => {
  const name = nameOfQueue(address);
  const redis = await connect(address);
  const read = async (): Promise<QueueStatus> => {
    // A command would wait for the server to come back.
    if (redis.status !== 'ready') throw away(name);
    try {
      return await withinPatience(readAll(redis, name), name);
    } catch (thrown) {
      const refusal = refusalOf(thrown, name);
      if (refusal !== null) throw refusal;
      const text = oneLine(messageOf(thrown), 200);
      throw new EurusError('QUEUE_UNREACHABLE', `Redis at ${name}: ${text}.`, { cause: thrown });
    }
  };
  return { read, close: () => redis.disconnect() };
};

const readAll = async (redis: Redis, queue: string): Promise<QueueStatus> => {
  const server = await readServer(redis);
  const { there: runs } = await readRuns(redis);
  const { there: workers } = await listWorkers(redis);
  const depths = await depthsOf(
    redis,
    runs.flatMap(({ id }) => [workQueue(id), verdictQueue(id)]),
  );
  const sandboxes = runs.length === 0 ? [] : await redis.mget(runs.map(({ id }) => sandboxKey(id)));
  const empty: Depth = { waiting: 0, active: 0 };
  return {
    ...{ queue, server, atMs: Date.now(), problems: problemsOf(server) },
    runs: runs
      .map((run, at) =>
        runStatus(run, workers, {
          work: depths[2 * at] ?? empty,
          verdicts: depths[2 * at + 1] ?? empty,
          sandbox: sandboxOf(sandboxes[at] ?? null),
        }),
      )
      .sort((a, b) => a.startedAtMs - b.startedAtMs),
    workers: workers.toSorted((a, b) => order(a.host, b.host) || a.pid - b.pid),
  };
};

const runStatus = (
  { requirement, sandbox: _, ...run }: Announcement,
  workers: readonly Presence[],
  found: { readonly work: Depth; readonly verdicts: Depth; readonly sandbox: SandboxFacts | null },
): RunStatus => {
  const joined = workers.filter(({ runs }) => runs.some(({ id, why }) => id === run.id && why === null));
  const left = run.planned - run.done;
  return {
    ...run,
    tasks: requirement.tasks.map(({ name }) => oneLine(name, 200)),
    sandbox: found.sandbox,
    ...{ waiting: found.work.waiting, active: found.work.active },
    unread: found.verdicts.waiting + found.verdicts.active,
    workers: joined.length,
    slots: joined.reduce((sum, { slots }) => sum + slots, 0),
    secondsLeft: left > 0 && run.perSecond > 0 ? left / run.perSecond : null,
  };
};

const sandboxOf = (text: string | null): SandboxFacts | null => {
  try {
    return text === null ? null : decodeFacts(JSON.parse(text.slice(0, 10_000)));
  } catch {
    return null;
  }
};

const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const away = (name: string): EurusError =>
  new EurusError('QUEUE_UNREACHABLE', `Redis at ${name} is away.`, { hint: 'Is it running?' });

const withinPatience = async <T>(work: Promise<T>, name: string): Promise<T> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      late.reject(
        new EurusError('QUEUE_UNREACHABLE', `Redis at ${name} has not answered for ${patienceMs / 1000} s.`, {
          hint: 'Is it busy, or is the network slow?',
        }),
      ),
    patienceMs,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    // What comes too late is nobody's.
    work.catch(() => {});
  }
};

import type { Job, Queue, QueueOptions, Worker, WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { prefix } from './names.ts';

/** What processes one message. */
export type Processor = (data: unknown, id: string) => Promise<void>;

const shared = (redis: Redis): QueueOptions => ({
  connection: redis,
  prefix,
  // Events are nothing that we listen to: a few lines of them are kept because BullMQ keeps some.
  streams: { events: { maxLen: 10 } },
  // It would print to the console; `problemsOf` says what is wrong with a server.
  skipVersionCheck: true,
});

/** A queue to put messages into; they are removed when they are done, however that ends. */
export const openSender = async (redis: Redis, name: string): Promise<Queue> => {
  const bull = await import('bullmq');
  const queue = new bull.Queue(name, {
    ...shared(redis),
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  // Failures come back from each call; without a listener they would end the process as well.
  queue.on('error', () => {});
  return queue;
};

export type ReceiverOptions = {
  /** Messages at the same time. */
  readonly concurrency: number;
  /** After so long without a sign of life of its worker a message goes to another. */
  readonly stalledAfterMs: number;
  /** How often a message may be given to another before it is dropped. */
  readonly maxStalled: number;
  onError(error: Error): void;
};

/** Takes messages out of a queue until it is closed. */
export const openReceiver = async (
  redis: Redis,
  name: string,
  { concurrency, stalledAfterMs, maxStalled, onError }: ReceiverOptions,
  process: Processor,
): Promise<Worker> => {
  const bull = await import('bullmq');
  const options: WorkerOptions = {
    ...shared(redis),
    concurrency,
    lockDuration: stalledAfterMs,
    stalledInterval: Math.max(500, Math.round(stalledAfterMs / 2)),
    maxStalledCount: maxStalled,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    // After a message that cannot even be read, or while Redis has no room, the next one is not waited for long.
    runRetryDelay: 1000,
    // Of the blocking wait for a message, in seconds.
    drainDelay: 2,
  };
  const worker = new bull.Worker(name, (job: Job) => process(job.data, job.id ?? ''), options);
  worker.on('error', onError);
  return worker;
};

/**
 * Takes a message out that nobody has taken. BullMQ's own `remove` says that it did so also of one that is there no more,
 * which somebody may have taken and answered in the meantime.
 * @returns whether it was still waiting
 */
export const takeOut = async (redis: Redis, queue: Queue, id: string): Promise<boolean> => {
  if ((await redis.lrem(`${prefix}:${queue.name}:wait`, 1, id)) !== 1) return false;
  await queue.remove(id);
  return true;
};

/** How full a queue is: messages that nobody has taken, and those that are being processed. */
export type Depth = { readonly waiting: number; readonly active: number };

/**
 * Looks at the lists that BullMQ keeps of its queues, in one round trip, without opening them: a look writes nothing.
 * @returns a depth for each name; what is no list counts as empty
 */
export const depthsOf = async (redis: Redis, names: readonly string[]): Promise<readonly Depth[]> => {
  if (names.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const name of names) pipeline.llen(`${prefix}:${name}:wait`).llen(`${prefix}:${name}:active`);
  const lengths = ((await pipeline.exec()) ?? []).map(([, length]) =>
    typeof length === 'number' ? length : 0,
  );
  return names.map((_, at) => ({ waiting: lengths[2 * at] ?? 0, active: lengths[2 * at + 1] ?? 0 }));
};

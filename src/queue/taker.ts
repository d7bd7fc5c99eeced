import type { JobJson, WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { messageOf } from '../core/index.ts';
import { prefix } from './names.ts';

/** A message that has been taken: nobody else has it as long as this process says that it lives. */
export type Taken = {
  readonly id: string;
  readonly data: unknown;
  /** Takes it out of the queue. One that is there no more is no error: whoever put it there knows. */
  done(): Promise<void>;
  /** Puts it back at once, with other data where some of it is done. */
  putBack(data?: unknown): Promise<void>;
};

/** Takes messages out of a queue, one when it is asked for one. */
export type Taker = {
  /** The next message; null when none waits. */
  next(): Promise<Taken | null>;
  close(): Promise<void>;
};

export type TakerOptions = {
  /** After so long without a sign of life of this process a message goes to another, in milliseconds. */
  readonly stalledAfterMs: number;
  /** How often a message may be given to another before it is taken out. */
  readonly maxStalled: number;
};

/** Longest message that is read at all, in UTF-16 units: several times what our own have. */
const maxUnits = 160 * 1024 * 1024;

export const openTaker = async (
  redis: Redis,
  name: string,
  { stalledAfterMs, maxStalled }: TakerOptions,
): Promise<Taker> => {
  const { Worker } = await import('bullmq');
  const options: WorkerOptions = {
    connection: redis,
    prefix,
    autorun: false,
    lockDuration: stalledAfterMs,
    stalledInterval: Math.max(500, Math.round(stalledAfterMs / 2)),
    maxStalledCount: maxStalled,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    skipVersionCheck: true,
  };
  /** BullMQ would throw over a message that is no JSON, and take it again and again. */
  class Patient extends Worker {
    protected override createJob(json: JobJson, id: string) {
      const empty = { ...json, data: 'null' };
      if (json.data.length > maxUnits) return super.createJob(empty, id);
      try {
        return super.createJob(json, id);
      } catch {
        return super.createJob(empty, id);
      }
    }
  }
  const worker = new Patient(name, null, options);
  // Failures come back from each call; without a listener they would end the process as well.
  worker.on('error', () => {});
  await worker.startStalledCheckTimer();

  /** By id: the token that shows a message to be ours. */
  const held = new Map<string, string>();
  const renew = async (): Promise<void> => {
    if (held.size === 0) return;
    await worker.extendJobLocks([...held.keys()], [...held.values()], stalledAfterMs).catch(() => []);
  };
  const renewal = setInterval(() => void renew(), stalledAfterMs / 3);
  let count = 0;

  return {
    next: async () => {
      count += 1;
      const token = `${worker.id}:${count}`;
      const job = await worker.getNextJob(token, { block: false });
      if (job?.id === undefined) return null;
      const { id } = job;
      held.set(id, token);
      const letGo = async (act: () => Promise<unknown>, onLoss: () => Promise<unknown>): Promise<void> => {
        try {
          await act();
        } catch (thrown) {
          if (!isLoss(thrown)) throw thrown;
          await onLoss();
        } finally {
          held.delete(id);
        }
      };
      // Where our lock has run out it waits again, and all that was to be said of it is said; another's stays there.
      const remove = (): Promise<unknown> => job.remove().catch(() => {});
      if (job.deferredFailure) {
        await letGo(() => job.moveToFailed(new Error(job.deferredFailure), token, false), remove);
        return null;
      }
      return {
        ...{ id, data: job.data as unknown },
        done: () => letGo(() => job.moveToCompleted(null, token, false), remove),
        putBack: data =>
          letGo(
            async () => {
              if (data !== undefined) await job.updateData(data);
              await job.moveToWait(token);
            },
            async () => {},
          ),
      };
    },
    close: async () => {
      clearInterval(renewal);
      await worker.close(true);
    },
  };
};

/** True when a message is gone, or another's by now. */
const isLoss = (thrown: unknown): boolean =>
  /^Missing (lock|key) |^Lock mismatch |^Job \S+ is not in the /.test(messageOf(thrown));

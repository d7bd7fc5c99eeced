import type { Redis } from 'ioredis';
import { prefix, runKey, verdictQueue, workQueue } from './names.ts';
import type { Batch } from './outstanding.ts';

/** Where the batches and the answers of a run stand, all at one moment. */
export type Snapshot = {
  /** False when Redis has forgotten the run. */
  readonly isAnnounced: boolean;
  /** Batches that no worker has taken, the next one first. */
  readonly waiting: readonly string[];
  /** Batches that workers have taken. */
  readonly active: readonly string[];
  /** Number of the newest answer; answers are numbered as they come. */
  readonly newestAnswer: number;
  /** Number of the oldest answer that has not been read; infinite when all have been. */
  readonly oldestUnread: number;
};

/** Answers that are looked at from the end from which they are read: one whose reader stopped goes back there. */
const unreadLooked = 20;

/** All at one moment; a transaction would do as well, but a full Redis takes none, even of questions. */
const script = `return {
  redis.call('EXISTS', KEYS[1]),
  redis.call('LRANGE', KEYS[2], 0, -1),
  redis.call('LRANGE', KEYS[3], 0, -1),
  redis.call('LRANGE', KEYS[4], 0, -1),
  redis.call('GET', KEYS[5]),
  redis.call('LRANGE', KEYS[6], -${unreadLooked}, -1)
}`;

/** @throws what Redis answers */
export const takeSnapshot = async (redis: Redis, run: string): Promise<Snapshot> => {
  const [work, verdicts] = [`${prefix}:${workQueue(run)}`, `${prefix}:${verdictQueue(run)}`];
  const keys = [
    runKey(run),
    ...['wait', 'paused', 'active'].map(list => `${work}:${list}`),
    ...['id', 'wait'].map(list => `${verdicts}:${list}`),
  ];
  const replies = (await redis.eval(script, keys.length, ...keys)) as readonly unknown[];
  const [announced, waiting, paused, active, newest, unread] = replies;
  return {
    isAnnounced: announced === 1,
    waiting: [...idsIn(waiting), ...idsIn(paused)].reverse(),
    active: idsIn(active),
    newestAnswer: Number(newest ?? 0) || 0,
    oldestUnread: Math.min(...idsIn(unread).map(Number).filter(Number.isSafeInteger)),
  };
};

const idsIn = (reply: unknown): readonly string[] => (Array.isArray(reply) ? reply.map(String) : []);

/** Looks that must agree, so that an answer between being fetched and being read is not overlooked. */
const looksToAgree = 2;

/**
 * The batches that are lost: in the queue no more, and without an answer. An answer is sent before its batch is taken out of
 * the queue; so a batch that is missing is lost once every answer is read that there was when it was first missed.
 * @param reading numbers of the answers that are being read
 */
export const lostBatches = (
  batches: Iterable<Batch>,
  { waiting, active, newestAnswer, oldestUnread }: Snapshot,
  reading: Iterable<number>,
): readonly Batch[] => {
  const there = new Set([...waiting, ...active]);
  const oldest = Math.min(oldestUnread, ...reading);
  const lost: Batch[] = [];
  for (const batch of batches) {
    if (!batch.hasArrived) continue;
    const { missing } = batch;
    if (there.has(batch.id)) batch.missing = null;
    // Numbers begin again in a Redis that has forgotten them.
    else if (missing === null || newestAnswer < missing.mark)
      batch.missing = { mark: newestAnswer, looks: 0 };
    else if (oldest > missing.mark) {
      missing.looks += 1;
      if (missing.looks >= looksToAgree) lost.push(batch);
    }
  }
  return lost;
};

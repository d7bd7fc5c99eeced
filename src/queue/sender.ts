import type { Queue } from 'bullmq';
import { encodeWork } from './messages.ts';
import type { Ledger, Outstanding, Pace } from './outstanding.ts';
import type { Patience } from './patience.ts';
import { pause } from './pause.ts';
import { isOutOfMemory } from './redis-error.ts';

/** Puts batches into the queue of work, in order, and no more of them than Redis has room for. */
export type Sender = {
  send(entries: readonly Outstanding[], pace?: Pace): void;
  /** Batches that have not been put in. */
  readonly pending: number;
  /** Puts nothing more in. @returns what has not been, once it is known of all */
  stop(): Promise<readonly Outstanding[]>;
};

export type SenderOptions = {
  readonly work: Queue;
  readonly ledger: Ledger;
  readonly patience: Patience;
  readonly closing: AbortSignal;
  /** Which memory of Redis this is. */
  epoch(): number;
  /** Takes a batch out of the queue. @returns false when a worker has taken it */
  takeOut(id: string): Promise<boolean>;
  /** Batches that no worker has taken, the next one first. */
  waiting(): Promise<readonly string[]>;
  fail(thrown: unknown): void;
};

type Pending = { readonly entries: readonly Outstanding[]; readonly pace: Pace };

/** Batches that are under way to Redis at the same time. */
const width = 8;

/** Between two tries while there is no room. Milliseconds. */
const fullPauseMs = 250;

export const createSender = (options: SenderOptions): Sender => {
  const { work, ledger, patience, closing, epoch, fail } = options;
  const pending: Pending[] = [];
  let count = 0;
  let isStopped = false;
  let running: Promise<void> | null = null;
  /** Room that Redis has for batches, in UTF-16 units, as far as it has shown. */
  let roomUnits = Number.POSITIVE_INFINITY;

  const put = async ({ entries, pace }: Pending): Promise<void> => {
    count += 1;
    const batch = ledger.handIn(`b${count}`, entries, epoch(), pace);
    try {
      const message = encodeWork([...batch.left.values()], pace !== 'usual');
      if (batch.left.size > 0) await work.add('batch', message, { jobId: batch.id });
      batch.hasArrived = true;
    } catch (thrown) {
      ledger.takeBack(batch.id);
      throw thrown;
    }
  };
  /** As many as there is room for; one always, when there is nothing in the queue. */
  const take = (): readonly Pending[] => {
    if (roomUnits === Number.POSITIVE_INFINITY) return pending.splice(0, width);
    const [first] = pending;
    if (first === undefined) return [];
    const fits = ledger.batches.size === 0 || unitsOut(ledger) + unitsOf(first.entries) <= roomUnits;
    return fits ? pending.splice(0, 1) : [];
  };
  const putGroup = async (group: readonly Pending[]): Promise<void> => {
    const ends = await Promise.allSettled(group.map(put));
    const failed = ends.flatMap((end, index) =>
      end.status === 'rejected' ? [{ thrown: end.reason as unknown, batch: group[index] }] : [],
    );
    if (failed.length < group.length) patience.eased();
    pending.unshift(...failed.flatMap(({ batch }) => batch ?? []));
    const [first] = failed;
    if (first === undefined) {
      // What took the room may be gone: a little more is tried each time.
      roomUnits = 1.05 * Math.max(roomUnits, unitsOut(ledger));
      return;
    }
    if (!closing.aborted) patience.tried(first.thrown);
    if (isOutOfMemory(first.thrown)) await makeRoom();
    await pause(fullPauseMs, closing);
  };
  /**
   * In a Redis that is full to the brim with our own batches workers cannot take one out: half of those that wait are taken
   * back, and from then on no more is in the queue than is left of it now.
   */
  const makeRoom = async (): Promise<void> => {
    const waiting = await options.waiting();
    const youngest = waiting.slice(Math.floor(waiting.length / 2)).filter(id => ledger.batches.has(id));
    for (const id of youngest.reverse()) {
      const pace = ledger.batches.get(id)?.pace ?? 'usual';
      if (!(await options.takeOut(id))) continue;
      const entries = ledger.takeBack(id);
      if (entries.length > 0) pending.unshift({ entries, pace });
    }
    roomUnits = Math.min(roomUnits, unitsOut(ledger));
  };
  const pump = async (): Promise<void> => {
    while (pending.length > 0 && !isStopped && !closing.aborted) {
      const group = take();
      if (group.length > 0) await putGroup(group);
      else await pause(50, closing);
    }
  };
  const run = (): void => {
    running ??= pump()
      .catch(thrown => {
        if (!closing.aborted) fail(thrown);
      })
      .finally(() => {
        running = null;
        if (pending.length > 0 && !isStopped && !closing.aborted) run();
      });
  };
  return {
    send: (entries, pace = 'usual') => {
      if (entries.length === 0) return;
      pending.push({ entries, pace });
      run();
    },
    get pending() {
      return pending.length + (running === null ? 0 : 1);
    },
    stop: async () => {
      isStopped = true;
      await running;
      return pending.splice(0).flatMap(({ entries }) => entries);
    },
  };
};

const unitsOf = (entries: readonly Outstanding[]): number =>
  entries.reduce((sum, { units }) => sum + units, 0);

const unitsOut = ({ batches }: Ledger): number => {
  let sum = 0;
  for (const { units } of batches.values()) sum += units;
  return sum;
};

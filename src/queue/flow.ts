import { createBatcher } from './batcher.ts';
import type { Costs } from './costs.ts';
import { lastToShare, partsOf } from './last-batches.ts';
import type { Snapshot } from './lost.ts';
import { most } from './messages.ts';
import type { Batch, Bounds, Ledger, Outstanding } from './outstanding.ts';
import type { Sender } from './sender.ts';
import { createSetAside } from './set-aside.ts';

/** What becomes of completions between coming in and coming back judged. */
export type Flow = {
  /** Collects one into a batch. */
  add(entry: Outstanding): void;
  /** Nothing more comes for now, or it does after all. */
  ended(): void;
  began(): void;
  /**
   * Hands in again what is left of a batch.
   * @param isItsDoing nothing else explains that it came to nothing
   */
  repeat(batch: Batch, isItsDoing: boolean): void;
  /** Hands in again one that was taken out of its batch. */
  resend(entry: Outstanding): void;
  /** Hands in what was set aside, when nothing else is out and nothing else can come. */
  tryAlone(): void;
  /** Makes the last batches smaller, once nothing more comes. */
  shareLast(waiting: readonly string[]): Promise<void>;
  /** Takes nothing more in, and takes back what no worker has taken. */
  drain(): Promise<void>;
  /** Waits for nothing that is out. */
  forgetAll(): void;
  readonly isDraining: boolean;
  /** Batches that were handed in again. */
  readonly again: number;
};

export type FlowOptions = {
  readonly ledger: Ledger;
  readonly bounds: Bounds;
  readonly costs: Costs;
  readonly sender: Sender;
  /** Takes a batch out of the queue. @returns false when a worker has taken it */
  takeOut(id: string): Promise<boolean>;
  /** Batches that all workers can work on at the same time. */
  slots(): number;
  snapshot(): Promise<Snapshot>;
  /** No worker can judge it. */
  giveUp(entry: Outstanding): void;
};

/** How long a batch waits to be filled. Milliseconds. */
const lingerMs = 20;

export const createFlow = (options: FlowOptions): Flow => {
  const { ledger, bounds, costs, sender, takeOut, slots, snapshot, giveUp } = options;
  const setAside = createSetAside();
  let [hasEnded, hasShared, isDraining] = [false, false, false];
  let again = 0;

  const forget = (entries: readonly Outstanding[]): void => {
    for (const { number } of entries) {
      const entry = ledger.drop(number);
      if (entry !== undefined) ledger.release(entry);
    }
  };
  const hand = (entries: readonly Outstanding[]): void => {
    if (isDraining) forget(entries);
    else sender.send(entries);
  };
  const batcher = createBatcher<Outstanding>({
    // What may be out must be enough for every slot to have a batch and the next one.
    limitsOf: task => {
      const share = Math.max(1, 2 * slots());
      return {
        items: Math.min(costs.itemsFor(task), Math.max(1, Math.floor(bounds.items / share))),
        units: Math.min(most.units, Math.floor(bounds.units / share)),
      };
    },
    ...{ hand, lingerMs },
  });

  return {
    add: entry => batcher.add(entry.task, entry, entry.units),
    ended: () => {
      hasEnded = true;
      batcher.flush();
    },
    began: () => {
      hasEnded = false;
      hasShared = false;
    },
    repeat: (batch, isItsDoing) => {
      const entries = ledger.takeBack(batch.id);
      if (entries.length === 0) return;
      again += 1;
      if (isDraining) forget(entries);
      else if (!isItsDoing) sender.send(entries, batch.pace === 'usual' ? 'usual' : 'careful');
      else {
        const { careful, hopeless } = setAside.add(batch, entries);
        sender.send(careful, 'careful');
        for (const entry of hopeless) giveUp(entry);
      }
    },
    resend: entry => {
      again += 1;
      if (isDraining) forget([entry]);
      else sender.send([entry], 'careful');
    },
    tryAlone: () => {
      const canMoreCome = !hasEnded && !ledger.isFull;
      if (setAside.size === 0 || canMoreCome || ledger.size > setAside.size) return;
      sender.send(setAside.next() ?? [], 'alone');
    },
    shareLast: async waiting => {
      if (!hasEnded || hasShared || isDraining || sender.pending > 0 || slots() === 0) return;
      hasShared = true;
      const { batches } = ledger;
      for (const { batch, partItems } of lastToShare({ waiting, batches, slots: slots(), costs })) {
        if (!(await takeOut(batch.id))) continue;
        for (const part of partsOf(ledger.takeBack(batch.id), partItems)) hand(part);
      }
    },
    drain: async () => {
      isDraining = true;
      ledger.shut();
      batcher.flush();
      forget([...(await sender.stop()), ...setAside.clear()]);
      // What a worker has taken is waited for, also where it has been answered and the answer is not read yet.
      const takeBack = async (id: string): Promise<void> => {
        if (await takeOut(id)) forget(ledger.takeBack(id));
      };
      await Promise.all((await snapshot()).waiting.map(takeBack));
    },
    forgetAll: () => {
      for (const { id } of [...ledger.batches.values()]) forget(ledger.takeBack(id));
      forget(setAside.clear());
    },
    get isDraining() {
      return isDraining;
    },
    get again() {
      return again;
    },
  };
};

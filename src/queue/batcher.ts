import type { Costs } from './costs.ts';
import { most } from './messages.ts';

/** Collects things of one kind into batches. */
export type Batcher<T> = {
  /** @param units room that it takes in a message */
  add(kind: string, item: T, units: number): void;
  /** Hands over what has been collected, full or not. */
  flush(): void;
};

type Open<T> = { readonly items: T[]; units: number };

/**
 * @param hand takes a batch; must not throw
 * @param lingerMs how long a batch waits for more once it has begun
 */
export const createBatcher = <T>(
  costs: Costs,
  hand: (items: readonly T[]) => void,
  lingerMs: number,
): Batcher<T> => {
  const open = new Map<string, Open<T>>();
  let timer: NodeJS.Timeout | undefined;
  const close = (kind: string): void => {
    const batch = open.get(kind);
    open.delete(kind);
    if (batch !== undefined) hand(batch.items);
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const kind of [...open.keys()]) close(kind);
  };
  return {
    add: (kind, item, units) => {
      // One that does not fit goes into a message of its own.
      if ((open.get(kind)?.units ?? 0) + units > most.units) close(kind);
      const batch = open.get(kind) ?? { items: [], units: 0 };
      open.set(kind, batch);
      batch.items.push(item);
      batch.units += units;
      if (batch.items.length >= costs.itemsFor(kind)) close(kind);
      else timer ??= setTimeout(flush, lingerMs);
    },
    flush,
  };
};

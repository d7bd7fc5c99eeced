/** Collects things of one kind into batches. */
export type Batcher<T> = {
  /** @param units room that it takes in a message */
  add(kind: string, item: T, units: number): void;
  /** Hands over what has been collected, full or not. */
  flush(): void;
};

export type BatcherOptions<T> = {
  /** Most things of a kind in a batch, and most room that they may take; one that takes more has a batch of its own. */
  limitsOf(kind: string): { readonly items: number; readonly units: number };
  /** Takes a batch; must not throw. */
  hand(items: readonly T[]): void;
  /** How long a batch waits for more once it has begun. */
  readonly lingerMs: number;
};

type Open<T> = { readonly items: T[]; units: number };

export const createBatcher = <T>({ limitsOf, hand, lingerMs }: BatcherOptions<T>): Batcher<T> => {
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
      const limits = limitsOf(kind);
      if ((open.get(kind)?.units ?? 0) + units > limits.units) close(kind);
      const batch = open.get(kind) ?? { items: [], units: 0 };
      open.set(kind, batch);
      batch.items.push(item);
      batch.units += units;
      if (batch.items.length >= limits.items || batch.units >= limits.units) close(kind);
      else timer ??= setTimeout(flush, lingerMs);
    },
    flush,
  };
};

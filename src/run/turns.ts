/** Work that may wait until what has come over the network was read, and what it made room for was sent. */
export type Turns = {
  /** Resolves when it is time for it. */
  next(): Promise<void>;
};

/** So many take their turn before the network is looked at again. */
const atOnce = 16;

/**
 * Answers come in bursts. Were each written down before the next is read, the last of a burst, and the request that
 * takes its place, would wait for all the writing.
 */
export const createTurns = (): Turns => {
  let waiting: (() => void)[] = [];
  const take = (): void => {
    const now = waiting.slice(0, atOnce);
    waiting = waiting.slice(atOnce);
    if (waiting.length > 0) setImmediate(take);
    for (const go of now) go();
  };
  return {
    next: () =>
      new Promise(resolve => {
        waiting.push(resolve);
        if (waiting.length === 1) setImmediate(take);
      }),
  };
};

/** Callers that wait, in the order in which they came, each to be let go with a word. */
export type Queue<T> = {
  /** Rejects with the signal's reason when it aborts. */
  wait(signal: AbortSignal | undefined): Promise<T>;
  /** Lets the first one go. @returns false when nobody waits */
  release(word: T): boolean;
  size(): number;
};

export const createQueue = <T>(): Queue<T> => {
  const waiting = new Set<(word: T) => void>();
  return {
    size: () => waiting.size,
    release: word => {
      const [first] = waiting;
      first?.(word);
      return first !== undefined;
    },
    wait: signal =>
      new Promise<T>((resolve, reject) => {
        const leave = (): void => {
          waiting.delete(go);
          signal?.removeEventListener('abort', onAbort);
        };
        const go = (word: T): void => {
          leave();
          resolve(word);
        };
        const onAbort = (): void => {
          leave();
          reject(signal?.reason);
        };
        if (signal?.aborted) return onAbort();
        signal?.addEventListener('abort', onAbort, { once: true });
        waiting.add(go);
      }),
  };
};

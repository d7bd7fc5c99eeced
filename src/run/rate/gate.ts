import type { Gate } from '../../core/index.ts';

export type RateGate = Gate & {
  /** Tries that may be under way now. */
  window(): number;
  /** Tries under way. */
  inFlight(): number;
};

/** Lets a fixed number of tries through at the same time, in the order in which they asked. */
export const createGate = (concurrency: number): RateGate => {
  const waiting = new Set<() => void>();
  let inFlight = 0;
  const admit = (): void => {
    for (const go of waiting) {
      if (inFlight >= concurrency) return;
      waiting.delete(go);
      inFlight += 1;
      go();
    }
  };
  return {
    window: () => concurrency,
    inFlight: () => inFlight,
    enter: async signal => {
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const onAbort = (): void => {
          waiting.delete(go);
          reject(signal?.reason);
        };
        const go = (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        waiting.add(go);
        admit();
      });
      return {
        leave: () => {
          inFlight -= 1;
          admit();
        },
      };
    },
  };
};

import type { Worker } from 'bullmq';
import { pause } from './pause.ts';

/** Whoever takes the answers of workers out of their queue. */
export type Reader = {
  /** Begins. @throws what Redis refuses */
  open(): Promise<void>;
  /** Ends; what is being read is waited for unless it is to be dropped. */
  close(atOnce: boolean): Promise<void>;
};

export type ReaderOptions = {
  open(): Promise<Pick<Worker, 'close'>>;
  /** Number of the oldest answer that lies unread; infinite when there is none. */
  oldestUnread(): Promise<number>;
  /** Whether an answer is being read. */
  isReading(): boolean;
  readonly closing: AbortSignal;
  fail(thrown: unknown): void;
  /** Between two looks, in milliseconds. */
  readonly lookMs?: number;
};

/**
 * Opens a reader, and another in its place when it leaves the same answer lying from one look to the next. One that was opened
 * while Redis was away did so for good, before `connect` was told of it; this is for what nobody has found yet. An answer that
 * two readers take is written down once, as any that comes twice.
 */
export const createReader = (options: ReaderOptions): Reader => {
  const { open, oldestUnread, isReading, closing, fail, lookMs = 5000 } = options;
  let current: Pick<Worker, 'close'> | null = null;
  const replace = async (): Promise<void> => {
    const another = await open();
    void current?.close(true).catch(() => {});
    current = another;
    // Closed meanwhile: nobody else would close this one.
    if (closing.aborted) await another.close(true);
  };
  const watch = async (): Promise<void> => {
    let before = Number.POSITIVE_INFINITY;
    while (!closing.aborted) {
      await pause(lookMs, closing);
      // Redis may be away: that is for others to say.
      const oldest = await oldestUnread().catch(() => Number.POSITIVE_INFINITY);
      if (closing.aborted) return;
      const liesThere = oldest === before && oldest !== Number.POSITIVE_INFINITY;
      if (liesThere && !isReading()) await replace();
      before = oldest;
    }
  };
  return {
    open: async () => {
      current = await open();
      void watch().catch(thrown => {
        if (!closing.aborted) fail(thrown);
      });
    },
    close: async atOnce => current?.close(atOnce),
  };
};

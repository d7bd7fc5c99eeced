import { createQueue } from './queue.ts';

/** Keeps a server in trouble from being asked more often than one in health. */
export type RetryBudget = {
  /** Resolves when a retry may be sent. Rejects with the signal's reason when it aborts. */
  take(signal: AbortSignal | undefined): Promise<void>;
  /** A first try was sent, or a try was answered: room for one retry. */
  earn(): void;
  close(): void;
};

/** Retries that are never held up, and most that can be saved up. */
const reserve = 20;
/** However bad it stands, one retry goes out in this time. */
const leastEveryMs = 200;

/**
 * As many retries as first tries and answers together, so that it binds only when most tries fail. It slows retries
 * down and refuses none: what would have succeeded still does.
 */
export const createRetryBudget = (): RetryBudget => {
  const waiting = createQueue<void>();
  let saved = reserve;
  let timer: NodeJS.Timeout | null = null;

  const stop = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  const earn = (): void => {
    if (!waiting.release()) saved = Math.min(saved + 1, reserve);
  };
  const tick = (): void => {
    waiting.release();
    if (waiting.size() === 0) stop();
  };
  return {
    earn,
    close: stop,
    take: async signal => {
      if (saved > 0) {
        saved -= 1;
        return;
      }
      timer ??= setInterval(tick, leastEveryMs);
      await waiting.wait(signal);
    },
  };
};

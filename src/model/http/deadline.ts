import type { TimeLimit } from './network-failure.ts';

/** Times that one try may take, in milliseconds. */
export type TimeLimits = {
  /** From connecting to the last byte of the answer. */
  readonly timeoutMs: number;
  /** From sending to the first text of a stream; no limit when left out. */
  readonly firstTokenTimeoutMs?: number | undefined;
  /** Between two events of a stream, once its text has begun; no limit when left out. */
  readonly idleTimeoutMs?: number | undefined;
};

/** Watches over one try. */
export type Deadline = {
  /** Aborts when the try is stopped, or has taken too long. */
  readonly signal: AbortSignal;
  /** The limit that the try missed, or null. */
  missed(): { readonly limit: TimeLimit; readonly limitMs: number } | null;
  /** A stream is read: an event came, with or without text of the answer. */
  heard(text: boolean): void;
  clear(): void;
};

/**
 * Not `AbortSignal.any` with `AbortSignal.timeout`: those would live on until the time is over, one for each of many
 * quick requests.
 */
export const startDeadline = (limits: TimeLimits, stop: AbortSignal | undefined): Deadline => {
  const { timeoutMs, firstTokenTimeoutMs, idleTimeoutMs } = limits;
  const controller = new AbortController();
  let missed: ReturnType<Deadline['missed']> = null;
  const start = (limit: TimeLimit, limitMs: number | undefined): NodeJS.Timeout | null => {
    if (limitMs === undefined || limitMs >= timeoutMs) return null;
    return startTimer(limit, limitMs);
  };
  const startTimer = (limit: TimeLimit, limitMs: number): NodeJS.Timeout =>
    setTimeout(() => {
      missed ??= { limit, limitMs };
      controller.abort();
    }, limitMs);
  const whole = startTimer('whole', timeoutMs);
  let silence = start('firstToken', firstTokenTimeoutMs);
  let began = false;
  const onStop = () => controller.abort(stop?.reason);
  if (stop?.aborted) onStop();
  stop?.addEventListener('abort', onStop, { once: true });
  return {
    signal: controller.signal,
    missed: () => missed,
    heard: text => {
      if (began) silence?.refresh();
      else if (text) {
        began = true;
        clearTimeout(silence ?? undefined);
        silence = start('idle', idleTimeoutMs);
      }
    },
    clear: () => {
      clearTimeout(whole);
      clearTimeout(silence ?? undefined);
      stop?.removeEventListener('abort', onStop);
    },
  };
};

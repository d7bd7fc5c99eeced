import type { TimeLimit } from './network-failure.ts';
import { whenStopped } from './when-stopped.ts';

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
  /** True when the try was stopped, or has taken too long. */
  isOver(): boolean;
  /** The limit that the try missed, or null. */
  missed(): { readonly limit: TimeLimit; readonly limitMs: number } | null;
  /** A stream is read: an event came, with or without text of the answer. */
  heard(text: boolean): void;
  clear(): void;
};

/**
 * Not an `AbortSignal` of its own: those cost more than all else about a short answer, and made with `timeout` they would
 * live on until the time is over.
 * @param stop stops the try
 * @param end is called once, when the try is stopped or has taken too long
 */
export const startDeadline = (
  limits: TimeLimits,
  stop: AbortSignal | undefined,
  end: () => void,
): Deadline => {
  const { timeoutMs, firstTokenTimeoutMs, idleTimeoutMs } = limits;
  let missed: ReturnType<Deadline['missed']> = null;
  const start = (limit: TimeLimit, limitMs: number | undefined): NodeJS.Timeout | null => {
    if (limitMs === undefined || limitMs >= timeoutMs) return null;
    return startTimer(limit, limitMs);
  };
  const startTimer = (limit: TimeLimit, limitMs: number): NodeJS.Timeout =>
    setTimeout(() => {
      missed ??= { limit, limitMs };
      end();
    }, limitMs);
  const whole = startTimer('whole', timeoutMs);
  let silence = start('firstToken', firstTokenTimeoutMs);
  let began = false;
  const forget = stop === undefined ? null : whenStopped(stop, end);
  return {
    isOver: () => missed !== null || stop?.aborted === true,
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
      if (silence !== null) clearTimeout(silence);
      forget?.();
    },
  };
};

import type { TimeLimit } from './network-failure.ts';
import { noMore, whenStopped } from './when-stopped.ts';

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
 * @param end is called when the try is stopped or has taken too long
 */
export const startDeadline = (limits: TimeLimits, stop: AbortSignal | undefined, end: () => void): Deadline =>
  new Watch(limits, stop, end);

/** A class, since there is one a try: its functions are made once. */
class Watch implements Deadline {
  readonly #limits: TimeLimits;
  readonly #stop: AbortSignal | undefined;
  readonly #end: () => void;
  readonly #whole: NodeJS.Timeout;
  #silence: NodeJS.Timeout | null;
  #missed: ReturnType<Deadline['missed']> = null;
  #began = false;

  constructor(limits: TimeLimits, stop: AbortSignal | undefined, end: () => void) {
    this.#limits = limits;
    this.#stop = stop;
    this.#end = end;
    this.#whole = setTimeout(miss, limits.timeoutMs, this, 'whole', limits.timeoutMs);
    this.#silence = this.#start('firstToken', limits.firstTokenTimeoutMs);
    if (stop !== undefined) whenStopped(stop, end);
  }

  isOver(): boolean {
    return this.#missed !== null || this.#stop?.aborted === true;
  }

  missed(): ReturnType<Deadline['missed']> {
    return this.#missed;
  }

  miss(limit: TimeLimit, limitMs: number): void {
    this.#missed ??= { limit, limitMs };
    this.#end();
  }

  heard(text: boolean): void {
    if (this.#began) this.#silence?.refresh();
    else if (text) {
      this.#began = true;
      if (this.#silence !== null) clearTimeout(this.#silence);
      this.#silence = this.#start('idle', this.#limits.idleTimeoutMs);
    }
  }

  clear(): void {
    clearTimeout(this.#whole);
    if (this.#silence !== null) clearTimeout(this.#silence);
    if (this.#stop !== undefined) noMore(this.#stop, this.#end);
  }

  #start(limit: TimeLimit, limitMs: number | undefined): NodeJS.Timeout | null {
    if (limitMs === undefined || limitMs >= this.#limits.timeoutMs) return null;
    return setTimeout(miss, limitMs, this, limit, limitMs);
  }
}

const miss = (watch: Watch, limit: TimeLimit, limitMs: number): void => watch.miss(limit, limitMs);

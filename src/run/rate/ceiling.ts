/** Remembers where the server pushed back, so that going there again is tried seldom. */
export type Ceiling = {
  /** The server pushed back at this window. */
  hit(level: number, now: number, retryAfterMs: number | null): void;
  /** An epoch of this window went well, and took so long. */
  passed(window: number, epochMs: number): void;
  /** The window to stay below. */
  level(now: number): number;
};

/** Epochs to wait before the first look above; a pause that the server asked for has to be worth it, too. */
const waitEpochs = 12;
const waitPauses = 20;
const longestWaitMs = 600_000;

export const createCeiling = (): Ceiling => {
  let level = Number.POSITIVE_INFINITY;
  let until = 0;
  let hits = 0;
  let usualEpochMs = 100;
  return {
    hit: (at, now, retryAfterMs) => {
      // A ceiling that came down is another one.
      hits = at >= 0.8 * level ? hits + 1 : 0;
      level = at;
      const wait = Math.max(waitEpochs * usualEpochMs, waitPauses * (retryAfterMs ?? 0));
      until = now + Math.min(longestWaitMs, wait * 2 ** Math.min(hits, 4));
    },
    passed: (window, epochMs) => {
      usualEpochMs += (epochMs - usualEpochMs) / 4;
      if (window < level) return;
      level = Number.POSITIVE_INFINITY;
      hits = 0;
    },
    level: now => (now < until ? level : Number.POSITIVE_INFINITY),
  };
};

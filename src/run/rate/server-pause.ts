import type { Brake, Ended } from './parts.ts';

/** A server may ask for more patience than we ever choose ourselves, but not for hours. */
const longestPauseMs = 120_000;

/** Sends nothing more at all until the time that the server has asked for (Retry-After) is over. */
export const createServerPause = (random: () => number = Math.random): Brake => {
  let until = 0;
  const ended: Ended = ({ outcome, retryAfterMs }, now) => {
    if (retryAfterMs === null || (outcome !== 'throttled' && outcome !== 'overloaded')) return;
    // A little later than asked, so that several programs do not come back at once.
    const pauseMs = Math.min(retryAfterMs, longestPauseMs) * (1 + random() / 10);
    until = Math.max(until, now + pauseMs);
  };
  return {
    waitMs: now => Math.max(0, until - now),
    sent: () => ended,
    state: now => (until > now ? `the server asks to wait ${Math.ceil((until - now) / 1000)} s` : null),
  };
};

import type { Caller, EurusError, Fate } from '../../core/index.ts';
import { delayMs } from './delay.ts';
import type { Failure, RetryPolicy } from './tried.ts';

/** What went wrong with one request so far, and whether it is worth going on. */
export type History = {
  /** @returns how long to wait before the next try, in milliseconds */
  add(failure: Failure, fate: (() => Fate) | undefined): number;
  /** Null while it is worth going on; else why not, to be added to the number of tries. */
  over(): string | null;
  /** The last failure that may be the request's own doing; null when there was none. */
  blamed(): EurusError | null;
  caller(): Caller;
};

/** Tries that use their whole time up and are repeated: with the default that is most of an hour of a server's work. */
const maxUsedUp = 4;
/** A request that was under way in so many outages is taken to be their cause. */
const maxOutages = 5;
const defaultPatienceMs = 30 * 60_000;

type Past = { readonly error: EurusError; readonly usedUp: boolean; readonly fate: () => Fate };

const ownFailure: Fate = { counts: true, outage: null };

/**
 * Three accounts, each with an end: failures of the request's own, waits that the server asked for (429), and outages
 * that the request was under way in. Other requests' outages cost nothing.
 */
export const createHistory = (policy: RetryPolicy, identity: object): History => {
  const { maxRetries, firstDelayMs, patienceMs = defaultPatienceMs } = policy;
  const failures: Past[] = [];
  let [throttled, throttledMs, droppedBefore] = [0, 0, false];

  const counted = (): readonly Past[] => failures.filter(({ fate }) => fate().counts);
  const outages = (): number => new Set(failures.flatMap(({ fate }) => fate().outage ?? [])).size;
  return {
    add: ({ outcome, retryAfterMs, error, usedUp, dropped }, fate = () => ownFailure) => {
      if (outcome === 'throttled') {
        // A server that goes on saying "at once" is not believed.
        if (fate().elsewhere) return 0;
        const ownMs = throttled < 2 ? 0 : delayMs(throttled, null, firstDelayMs);
        const waitMs = Math.max(delayMs(throttled, retryAfterMs, firstDelayMs), ownMs);
        throttled += 1;
        throttledMs += waitMs;
        return waitMs;
      }
      if (dropped && !droppedBefore) {
        droppedBefore = true;
        return 0;
      }
      failures.push({ error, usedUp: usedUp === true, fate });
      // Whom the gate holds back until the server answers has no need of a wait of its own.
      const { counts, elsewhere } = fate();
      return counts && !elsewhere ? delayMs(counted().length - 1, retryAfterMs, firstDelayMs) : 0;
    },
    over: () => {
      const own = counted();
      if (own.length > maxRetries || own.filter(one => one.usedUp).length > maxUsedUp) return '';
      if (throttledMs > patienceMs) return `, throttled for ${Math.round(throttledMs / 1000)} s`;
      const count = outages();
      return count < maxOutages ? null : `; the server went away during ${count} of them`;
    },
    blamed: () => failures.findLast(({ fate }) => fate().counts || fate().outage !== null)?.error ?? null,
    caller: () => ({ identity, failures: counted().length, outages: outages() }),
  };
};

import { awayNotice, awayState, backNotice, gaveUp } from './rate/away-words.ts';
import type { RateGate } from './rate/gate.ts';
import { createPatientGate } from './rate/patient-gate.ts';
import type { Session, SessionOptions } from './session.ts';

/** How long a run waits for a server that has gone away. */
export type ServerPatience = {
  /** Milliseconds from the first failure, or the first 429, to the end of the run. */
  readonly waitMs: number;
  /** Milliseconds to the first look whether it is back, and most between two looks. */
  readonly firstProbeMs?: number | undefined;
  readonly maxProbeMs?: number | undefined;
};

/** A server that loads a large model takes minutes to come back. */
export const defaultServerPatience: ServerPatience = { waitMs: 30 * 60_000 };

/** A gate that waits for the server, says so, shows it, and ends the run when it has waited long enough. */
export const createServerGate = (
  inner: RateGate,
  answeredBefore: boolean,
  { halt, progress, changed }: Session,
  { serverPatience = defaultServerPatience, onNotice, drain }: ServerGateOptions,
): RateGate => {
  let waiting = false;
  const stopWaiting = (): void => {
    // What is in flight would be finished first, but nothing is.
    if (waiting) halt.stop();
  };
  drain?.addEventListener('abort', stopWaiting, { signal: halt.signal });
  const show = (state: string | null, resumesAtMs: number | null): void => {
    progress.state = state;
    progress.resumesAtMs = resumesAtMs;
    changed();
  };
  return createPatientGate(inner, {
    answeredBefore,
    patienceMs: serverPatience.waitMs,
    firstProbeMs: serverPatience.firstProbeMs,
    maxProbeMs: serverPatience.maxProbeMs,
    onAway: away => {
      if (!waiting) onNotice?.(awayNotice(away, serverPatience.waitMs));
      waiting = true;
      show(awayState(away), away.resumesAtMs);
      if (drain?.aborted) stopWaiting();
    },
    onBack: away => {
      waiting = false;
      onNotice?.(backNotice(away, Date.now()));
      show(null, null);
    },
    onGiveUp: away => halt.fail(gaveUp(away, Date.now())),
  });
};

export type ServerGateOptions = Pick<SessionOptions, 'drain' | 'onNotice'> & {
  readonly serverPatience?: ServerPatience | undefined;
};

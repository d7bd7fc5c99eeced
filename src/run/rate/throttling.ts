import type { TryReport } from '../../core/index.ts';
import type { Away } from './outage.ts';

/** Finds out when a server has let nobody through (429) for so long that it is not going to. */
export const watchThrottling = (
  patienceMs: number,
  onGiveUp: (away: Away) => void,
): ((report: TryReport) => void) => {
  let sinceMs: number | null = null;
  return ({ outcome, brief, message }) => {
    if (outcome === 'answered') sinceMs = null;
    if (outcome !== 'throttled') return;
    const now = Date.now();
    sinceMs ??= now;
    if (now - sinceMs < patienceMs) return;
    const cause = brief ?? outcome;
    onGiveUp({ sinceMs, cause, message: message ?? cause, resumesAtMs: now });
  };
};

import type { Wait } from '../report/index.ts';
import type { Progress, StopSignals } from '../run/index.ts';

/** Follows what holds the work up, and since when. */
export const waits = () => {
  let current: Wait | null = null;
  return {
    /** @param phase what is done as long as there is nothing to count */
    at: (
      progress: Progress | null,
      phase: string | null,
      signals: StopSignals,
      nowMs: number,
    ): Wait | null => {
      const text = stopping(progress, signals) ?? (progress === null ? phase : progress.state);
      if (text === null) current = null;
      else {
        const sinceMs = current !== null && isSame(current.text, text) ? current.sinceMs : nowMs;
        const untilMs = text === progress?.state ? progress.resumesAtMs : null;
        current = { text, sinceMs, untilMs };
      }
      return current;
    },
  };
};

/** A number that changes makes no other wait. */
const isSame = (a: string, b: string): boolean => a.replace(/\d+/g, '#') === b.replace(/\d+/g, '#');

const stopping = (progress: Progress | null, { drain, abort }: StopSignals): string | null => {
  if (abort?.aborted) return 'stopping now';
  if (!drain?.aborted) return null;
  const open = progress?.inFlight ?? 0;
  const what = open === 0 ? 'what is under way' : `${open} ${open === 1 ? 'request' : 'requests'} in flight`;
  return `finishing ${what} (Ctrl-C again drops it)`;
};

import type { Fate, TryOutcome, TryReport } from '../../core/index.ts';

export const signsOfLife: ReadonlySet<TryOutcome> = new Set(['answered', 'throttled', 'refused']);
export const signsOfAbsence: ReadonlySet<TryOutcome> = new Set(['unreachable', 'lost', 'overloaded']);

/** Signs of absence without one of life between them. */
export type Series = {
  readonly sinceMs: number;
  readonly requests: Set<object>;
  /** Number of the outage that it became, from 1; null while it is none. */
  outage: number | null;
  /** Nobody listened, at least once: the server is starting anew. */
  unreachable: boolean;
  /** The last probe that lost its connection, until the next one ends. */
  lostProbe: { outage: number | null } | null;
  last: TryReport;
};

export const beginSeries = (first: TryReport): Series => ({
  sinceMs: Date.now(),
  requests: new Set(),
  outage: null,
  unreachable: false,
  lostProbe: null,
  last: first,
});

/** Different requests that lose their connection, or find the server overloaded, one after the other. */
const enoughLosses = 6;

/** Nobody listens, or so many in a row fail that it is hardly chance, nor one request that always does. */
export const isConvincing = ({ unreachable, requests }: Series): boolean =>
  unreachable || requests.size >= enoughLosses;

export const own: Fate = { counts: true, outage: null };
export const spared: Fate = { counts: false, outage: null };

/** What a try's end means, to be asked when it is known what the series became. */
export const fateIn = (found: { readonly outage: number | null }, outcome: TryOutcome) => (): Fate => {
  if (found.outage === null || !signsOfAbsence.has(outcome)) return own;
  return outcome === 'unreachable' ? spared : { counts: false, outage: found.outage };
};

import type { Fate, TryOutcome, TryReport } from '../../core/index.ts';
import {
  beginSeries,
  fateIn,
  isConvincing,
  own,
  type Series,
  signsOfAbsence,
  signsOfLife,
  spared,
} from './absence.ts';
import { createQueue } from './queue.ts';

/** What is known of a server that does not answer. */
export type Away = {
  /** When the first failure came, as `Date.now()` counts. */
  readonly sinceMs: number;
  /** In a few words, e.g. `connection refused`. */
  readonly cause: string;
  /** The last failure's message, on one line. */
  readonly message: string;
  /** When it is tried again. */
  readonly resumesAtMs: number;
};

export type OutageOptions = {
  /** The server has answered before, so that silence is an outage and no wrong address. */
  readonly answeredBefore: boolean | (() => boolean);
  readonly patienceMs: number;
  /** Wait before the first probe of an outage (default 250); doubles with each that fails, up to `maxProbeMs` (15 s). */
  readonly firstProbeMs?: number | undefined;
  readonly maxProbeMs?: number | undefined;
  /** How the server was found to be away before the first try; left out where it was not. */
  readonly awayFirst?: TryReport | undefined;
  /** Gives each outage a number of its own, over all servers; counted for this one alone when left out. */
  readonly nextNumber?: (() => number) | undefined;
  /** A probe may be sent now. */
  readonly onProbeDue?: (() => void) | undefined;
  /** A probe has failed: the outage lasts. */
  readonly onAway: (away: Away) => void;
  readonly onBack: (away: Away) => void;
  /** The patience has run out. */
  readonly onGiveUp: (away: Away) => void;
};

/** Tells a server that is away from tries that fail, and holds all tries back but a few probes until it is back. */
export type Outage = {
  /**
   * Resolves when a try may be sent: at once, unless the server is away.
   * @returns the number of the outage that the try probes; 0 for none
   */
  pass(signal: AbortSignal | undefined): Promise<number>;
  /** The same, at once: null where a try would have to wait. */
  passNow(): number | null;
  /** True when a try may be sent at once. */
  mayPass(): boolean;
  /** How many probes are under way. */
  probes(): number;
  open(): boolean;
  /** Null while the server is there, or has been away too short a time to be spoken of. */
  away(): Away | null;
  /**
   * A try is over.
   * @param request the same for all tries of one request
   * @param probed what `pass` gave
   */
  ended(report: TryReport, request: object, probed: number): () => Fate;
  close(): void;
};

export const createOutage = (options: OutageOptions): Outage => {
  const { patienceMs, firstProbeMs = 250, maxProbeMs = 15_000 } = options;
  const { answeredBefore, nextNumber, awayFirst } = options;
  const held = createQueue<number>();
  let answered = answeredBefore === true;
  let series: Series | null = null;
  let [outages, announced] = [0, false];
  /** Probes under way, how many may be, and how long until there may be more. */
  let [probes, mayProbe, waitMs, resumesAtMs] = [0, 0, 0, 0];
  let probing: NodeJS.Timeout | undefined;
  let patience: NodeJS.Timeout | undefined;

  const number = nextNumber ?? (() => ++outages);
  const hasAnswered = (): boolean => answered || (typeof answeredBefore === 'function' && answeredBefore());
  const isOpen = (): boolean => series !== null && series.outage !== null;
  const away = ({ sinceMs, last }: Series): Away => {
    const cause = last.brief ?? last.outcome;
    return { sinceMs, cause, message: last.message ?? cause, resumesAtMs };
  };
  const admit = (): void => {
    while (probes < mayProbe && held.release(series?.outage ?? 0)) probes += 1;
  };
  const schedule = (): void => {
    clearTimeout(probing);
    resumesAtMs = Date.now() + waitMs;
    probing = setTimeout(() => {
      // A probe that neither fails nor ends is a long answer, most likely: each further wait lets twice as many go.
      mayProbe = Math.max(1, 2 * mayProbe);
      schedule();
      admit();
      options.onProbeDue?.();
    }, waitMs);
  };
  const lose = (lost: Series): void => {
    // While a probe is under way, the server may be answering it.
    if (probes > 0) patience = setTimeout(() => lose(lost), maxProbeMs);
    else options.onGiveUp(away(lost));
  };
  const begin = (begun: Series): void => {
    begun.outage = number();
    [probes, mayProbe, waitMs, announced] = [0, 0, firstProbeMs, false];
    patience = setTimeout(() => lose(begun), Math.max(0, begun.sinceMs + patienceMs - Date.now()));
    schedule();
  };
  const stop = (): void => {
    clearTimeout(probing);
    clearTimeout(patience);
  };
  const end = (ended: Series): void => {
    stop();
    series = null;
    while (held.release(0));
    if (announced) options.onBack(away(ended));
  };

  const probeEnded = (now: Series, report: TryReport): (() => Fate) => {
    probes -= 1;
    const { outcome } = report;
    if (signsOfLife.has(outcome)) {
      end(now);
      return () => own;
    }
    if (outcome === 'stopped') {
      admit();
      return () => own;
    }
    now.last = report;
    [mayProbe, waitMs, announced] = [0, Math.min(2 * waitMs, maxProbeMs), true];
    schedule();
    options.onAway(away(now));
    return fateOfProbe(now, outcome);
  };

  const fateOfProbe = (now: Series, outcome: TryOutcome): (() => Fate) => {
    if (outcome === 'unreachable') {
      now.unreachable = true;
      // The server was there for the probe before, and is gone again: an outage within the outage.
      if (now.lostProbe !== null) {
        now.lostProbe.outage = number();
      }
    }
    const lost = { outage: null };
    now.lostProbe = outcome === 'lost' ? lost : null;
    if (outcome === 'lost') return fateIn(lost, outcome);
    // A server that is starting says that it cannot yet. Anything else may be the doing of this very request.
    return outcome === 'unreachable' || (outcome === 'overloaded' && now.unreachable)
      ? () => spared
      : () => own;
  };

  const mayPass = (): boolean => !isOpen() || (probes < mayProbe && held.size() === 0);
  const passNow = (): number | null => {
    if (!isOpen()) return 0;
    if (!mayPass()) return null;
    probes += 1;
    return series?.outage ?? 0;
  };
  if (awayFirst !== undefined) {
    series = { ...beginSeries(awayFirst), unreachable: true };
    begin(series);
    announced = true;
  }

  return {
    open: isOpen,
    mayPass,
    passNow,
    probes: () => probes,
    away: () => (series !== null && series.outage !== null && announced ? away(series) : null),
    close: stop,
    pass: async signal => passNow() ?? held.wait(signal),
    ended: (report, request, probed) => {
      const { outcome } = report;
      if (series !== null && series.outage !== null) {
        if (probed === series.outage) return probeEnded(series, report);
        // It was sent before the server went away, and what it waited for in vain may have been no answer of its own.
        return outcome === 'broken' ? () => spared : fateIn(series, outcome);
      }
      if (signsOfLife.has(outcome)) {
        series = null;
        if (outcome !== 'refused') answered = true;
      }
      if (!signsOfAbsence.has(outcome)) return ownFate;
      series ??= beginSeries(report);
      series.requests.add(request);
      series.last = report;
      if (outcome === 'unreachable') series.unreachable = true;
      if (hasAnswered() && isConvincing(series)) begin(series);
      return fateIn(series, outcome);
    },
  };
};

/** The same function for all answers. */
const ownFate = (): Fate => own;

import type { TryReport } from '../../core/index.ts';

/** Told how a try ended. */
export type Ended = (report: TryReport, now: number) => void;

/** How many answers may be under way. Pure: it is told the time. */
export type Control = {
  window(): number;
  /** A try for `weight` answers is being sent. @returns to be called when it has ended */
  sent(now: number, weight: number): Ended;
};

/** A reason to send later than there is room for: a limit, a pause that the server asked for, an outage. */
export type Brake = {
  /** Milliseconds until a try for `weight` answers may go; 0 for now, `Infinity` until another try has ended. */
  waitMs(now: number, weight: number): number;
  /** A try for `weight` answers is being sent. @returns to be called when it has ended */
  sent(now: number, weight: number): Ended;
  /** Why nothing is sent, in a few words for the user; null when it does not hold anything up. */
  state(now: number): string | null;
};

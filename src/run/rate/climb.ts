/** What was measured at a window. */
export type Measured = {
  readonly window: number;
  /** Work a millisecond. */
  readonly goodput: number;
  /** The window to stay below. */
  readonly ceiling: number;
};

/** Where to go next; `settle`: measure only once what was sent before has been answered. */
export type Step = { readonly window: number; readonly settle: boolean };

/** Looks for the window with the most goodput by trying. Pure. */
export type Climb = {
  /** @returns null to go on measuring the same */
  next(measured: Measured): Step | null;
  /** How many windows' worth of answers a measurement takes. */
  patience(): number;
  /** The window was changed from outside and should be kept for now. */
  stay(): void;
  /** Begin anew with doubling. */
  restart(): void;
};

/** Part of a doubling that has to arrive as goodput. */
const leastGrowth = 0.25;
/**
 * The same for small steps, times the crowding: less would be noise, more would stop short on servers whose gain
 * flattens slowly. Where places wait for one another anyway, more has to be gained, and a little may be lost on the
 * way down.
 */
const leastGain = 0.1;
const mostGain = 0.5;
const mayLose = 0.03;
const smallestStep = 1.15;
const largestStep = 2;
/** A place that takes at most so much of its best time shows that the server has room. */
const free = 1.25;
const forgetting = 1.003;
const longestRest = 8;

/** @param clampWindow the window that may be had in place of the wanted one */
export const createClimb = (clampWindow: (wanted: number) => number): Climb => {
  let doubling = true;
  let confirming = false;
  let last: { readonly window: number; readonly goodput: number } | null = null;
  /** Where the present probe began; null while the base itself is measured. */
  let base: { readonly window: number; readonly goodput: number } | null = null;
  let up = true;
  let step = 1.25;
  let [rest, nextRest] = [0, 1];
  /** Least time that a place needs for a unit of work: forgotten slowly, as servers and answers change. */
  let bestPlaceMs = Number.POSITIVE_INFINITY;

  const below = (wanted: number, ceiling: number): number => clampWindow(Math.min(wanted, ceiling - 1));

  const double = ({ window, goodput, ceiling }: Measured): Step | null => {
    const needed = last === null ? 0 : last.goodput * (1 + leastGrowth * (window / last.window - 1));
    const grew = goodput > needed;
    if (!grew && !confirming) {
      confirming = true;
      return null;
    }
    confirming = false;
    const wanted = below(window * 2, ceiling);
    if (grew && wanted > window) {
      last = { window, goodput };
      return { window: wanted, settle: false };
    }
    doubling = false;
    if (grew || last === null) return { window, settle: false };
    // By Little's law this many places do all that the server does, when each is as quick as it can be.
    const enough = goodput * bestPlaceMs * 1.1;
    return { window: clampWindow(Math.min(window, Math.max(last.window, enough))), settle: true };
  };

  const startProbe = ({ window, goodput, ceiling }: Measured): Step => {
    if (window / goodput < free * bestPlaceMs) up = true;
    const far = up ? Math.max(window + 1, window * step) : Math.min(window - 1, window / step);
    const wanted = up ? below(far, ceiling) : clampWindow(far);
    if (up ? wanted <= window : wanted >= window) {
      up = window === 1;
      rest = nextRest;
      return { window, settle: false };
    }
    base = { window, goodput };
    return { window: wanted, settle: true };
  };

  const judgeProbe = (
    measured: Measured,
    from: { readonly window: number; readonly goodput: number },
  ): Step => {
    const gain = Math.log(measured.goodput / from.goodput);
    const crowding = from.window / from.goodput / bestPlaceMs;
    const slope = up
      ? Math.min(mostGain, leastGain * crowding)
      : Math.min(mostGain, mayLose * (crowding - 1));
    const asked = slope * Math.log(measured.window / from.window);
    base = null;
    if (gain > asked) {
      step = Math.min(largestStep, step ** 1.6);
      [rest, nextRest] = [0, 1];
      return startProbe(measured);
    }
    up = !up;
    step = Math.max(smallestStep, step ** 0.6);
    [rest, nextRest] = [nextRest, Math.min(longestRest, nextRest * 2)];
    return { window: from.window, settle: true };
  };

  return {
    next: measured => {
      const placeMs = measured.window / measured.goodput;
      bestPlaceMs = Math.min(bestPlaceMs * forgetting, placeMs);
      if (doubling) return double(measured);
      if (base !== null) return judgeProbe(measured, base);
      if (rest > 0) {
        rest -= 1;
        return { window: measured.window, settle: false };
      }
      return startProbe(measured);
    },
    patience: () => (doubling && !confirming ? 1 : 2),
    stay: () => {
      doubling = false;
      confirming = false;
      base = null;
      [rest, nextRest] = [1, 1];
      up = true;
      step = 1.25;
    },
    restart: () => {
      doubling = true;
      confirming = false;
      last = null;
      base = null;
    },
  };
};

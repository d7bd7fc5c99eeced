/**
 * Finds out when failures have nothing to do with the window: giving way three quarters of it did not make them
 * fewer. They are put up with from then on, or a server that fails by chance would be asked one by one.
 */
export type Tolerance = {
  /** True when so many of the tries have failed, beyond chance, that the window should give way. */
  isExceeded(failed: number, tries: number): boolean;
  /** The window gave way. @returns the window from before all this, when it is innocent */
  gaveWay(window: number, share: number): number | null;
  /** An epoch went without giving way. */
  passed(share: number): void;
};

/** Failures that no conclusion is drawn from. */
const usual = 0.08;
/** A server that turns more away has too little room, however little is left to it. */
const mostByChance = 0.6;
const most = 0.9;

export const createTolerance = (): Tolerance => {
  let limit = usual;
  let first: { readonly window: number; readonly share: number } | null = null;
  return {
    isExceeded: (failed, tries) => failed > limit * tries + 2 * Math.sqrt(limit * tries),
    gaveWay: (window, share) => {
      first ??= { window, share };
      const isFarBelow = window <= Math.max(1, first.window / 4) && window < first.window;
      if (!isFarBelow) return null;
      if (share < first.share / 2 || first.share > mostByChance) {
        first = { window, share };
        return null;
      }
      limit = Math.min(most, Math.max(limit, share * 1.5 + 0.15));
      const { window: innocent } = first;
      first = null;
      return innocent;
    },
    passed: share => {
      first = null;
      if (share < limit / 4) limit = Math.max(usual, limit * 0.9);
    },
  };
};

/**
 * Finds out when failures have nothing to do with the window: giving way three quarters of it did not make them
 * fewer. They are put up with from then on, or a server that fails by chance would be asked one by one.
 */
export type Tolerance = {
  /** Part of the tries that may fail before the window gives way. */
  limit(): number;
  /** The window gave way. @returns the window from before all this, when it is innocent */
  gaveWay(window: number, share: number): number | null;
  /** An epoch went without giving way. */
  passed(share: number): void;
};

/** Failures that no conclusion is drawn from. */
const usual = 0.08;
const most = 0.9;

export const createTolerance = (): Tolerance => {
  let limit = usual;
  let first: { readonly window: number; readonly share: number } | null = null;
  return {
    limit: () => limit,
    gaveWay: (window, share) => {
      first ??= { window, share };
      const isFarBelow = window <= Math.max(1, first.window / 4) && window < first.window;
      if (!isFarBelow || share < first.share / 2) return null;
      limit = Math.min(most, Math.max(limit, share * 1.5));
      const { window: innocent } = first;
      first = null;
      return innocent;
    },
    passed: share => {
      first = null;
      if (share < limit / 3) limit = Math.max(usual, limit * 0.9);
    },
  };
};

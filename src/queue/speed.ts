/** How fast a count grows. */
export type Speed = {
  /**
   * Takes down how far the count is now.
   * @returns by how much it has grown a second within the last minute
   */
  of(count: number): number;
};

const windowMs = 60_000;

export const createSpeed = (clock: () => number = () => performance.now()): Speed => {
  const startedMs = clock();
  const seen: { readonly atMs: number; readonly count: number }[] = [{ atMs: startedMs, count: 0 }];
  return {
    of: count => {
      const nowMs = clock();
      seen.push({ atMs: nowMs, count });
      // One from before the minute stays, so that there is always a stretch to look at.
      while ((seen[1]?.atMs ?? nowMs) < nowMs - windowMs) seen.shift();
      const [first = { atMs: startedMs, count: 0 }] = seen;
      return (count - first.count) / Math.max(1, (nowMs - first.atMs) / 1000);
    },
  };
};

/** How long the pace looks back. */
const spanMs = 60_000;

/** How many there are a second, by looking at their count again and again. */
export const createPace = (clock: () => number = () => performance.now()) => {
  const marks: { readonly atMs: number; readonly count: number }[] = [{ atMs: clock(), count: 0 }];
  return {
    /** @returns those of the last minute a second; of the time since the start while that is shorter */
    at: (count: number): number => {
      const atMs = clock();
      // The last one that is old enough stays to be measured from.
      while ((marks[1]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs - spanMs) marks.shift();
      const from = marks[0] ?? { atMs, count };
      marks.push({ atMs, count });
      // A moment says nothing.
      const seconds = Math.max(1, (atMs - from.atMs) / 1000);
      return Math.max(0, count - from.count) / seconds;
    },
  };
};

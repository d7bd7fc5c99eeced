/** What a worker has done. */
export type Totals = {
  /** @param unscored how many of them got no verdict through a fault of ours */
  judged(completions: number, unscored: number): void;
  /** A batch, or the rest of one, was handed back. */
  back(): void;
  now(): {
    readonly judged: number;
    readonly judgedLastMinute: number;
    readonly unscored: number;
    readonly back: number;
  };
};

export const createTotals = (clock: () => number = () => performance.now()): Totals => {
  let [judged, unscored, back] = [0, 0, 0];
  /** By second, the last minute's only. */
  const seconds = new Map<number, number>();
  const forget = (nowMs: number): void => {
    for (const second of seconds.keys()) if (second < nowMs / 1000 - 60) seconds.delete(second);
  };
  return {
    judged: (completions, without) => {
      judged += completions;
      unscored += without;
      const second = Math.floor(clock() / 1000);
      seconds.set(second, (seconds.get(second) ?? 0) + completions);
      forget(clock());
    },
    back: () => {
      back += 1;
    },
    now: () => {
      forget(clock());
      const judgedLastMinute = [...seconds.values()].reduce((sum, count) => sum + count, 0);
      return { judged, judgedLastMinute, unscored, back };
    },
  };
};

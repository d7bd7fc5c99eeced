/** How long completions take to be judged, as measured, and how many make a batch. */
export type Costs = {
  /** @param ms of all verdicts on one completion of the task, as a worker says */
  note(task: string, ms: number): void;
  /** Milliseconds that a completion of the task takes; undefined while none is known. */
  msOf(task: string): number | undefined;
  /** How many completions of the task are about as much work as a batch should be. */
  itemsFor(task: string): number;
};

export type CostOptions = {
  /**
   * The work that a batch should be: long enough that handing it over costs little beside it, short enough that what a
   * killed worker takes along is soon done again, and that the last batches end together.
   */
  readonly batchMs: number;
  readonly maxItems: number;
  /** Of the first batches of a task, of whose cost nothing is known. */
  firstItems(task: string): number;
};

/** Share of the newest measurement in the mean, once there are many: that of the first ones is as large as theirs. */
const weight = 0.02;

/** A worker may say anything. Milliseconds. */
const mostMs = 24 * 3_600_000;

export const createCosts = ({ batchMs, maxItems, firstItems }: CostOptions): Costs => {
  const known = new Map<string, { mean: number; count: number }>();
  return {
    note: (task, ms) => {
      const cost = known.get(task) ?? { mean: 0, count: 0 };
      known.set(task, cost);
      cost.count += 1;
      const share = Math.max(weight, 1 / cost.count);
      cost.mean += share * (Math.min(mostMs, Math.max(0, ms)) - cost.mean);
    },
    msOf: task => known.get(task)?.mean,
    itemsFor: task => {
      const ms = known.get(task)?.mean;
      const items = ms === undefined ? firstItems(task) : Math.floor(batchMs / Math.max(ms, 0.001));
      return Math.max(1, Math.min(maxItems, items));
    },
  };
};

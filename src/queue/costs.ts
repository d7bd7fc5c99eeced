import { most } from './messages.ts';

/** How long completions take to be judged, as measured, and how many make a batch. */
export type Costs = {
  /** @param ms of all verdicts on one completion of the task */
  note(task: string, ms: number): void;
  /** How many completions of the task are about as much work as a batch should be. */
  itemsFor(task: string): number;
};

/** Nothing is known of the first completions of a task: a few are enough to find out. */
const itemsAtFirst = 8;

/** Share of the newest measurement in the mean. */
const weight = 0.05;

/**
 * @param batchMs the work that a batch should be: long enough that handing it over costs little beside it, short enough that
 * what a killed worker takes along is soon done again, and that the last batches end together
 */
export const createCosts = (batchMs: number, maxItems: number = most.items / 2): Costs => {
  const mean = new Map<string, number>();
  return {
    note: (task, ms) => {
      const before = mean.get(task);
      mean.set(task, before === undefined ? ms : before + weight * (ms - before));
    },
    itemsFor: task => {
      const ms = mean.get(task);
      if (ms === undefined) return itemsAtFirst;
      return Math.max(1, Math.min(maxItems, Math.floor(batchMs / Math.max(ms, 0.001))));
    },
  };
};

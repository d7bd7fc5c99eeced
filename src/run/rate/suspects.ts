import { createQueue, type Queue } from './queue.ts';

/** Keeps requests apart that may bring the server down, so that those which do not are found to be innocent. */
export type Suspects = {
  /**
   * Resolves when a request that was under way in so many outages may be tried again.
   * @returns to be called when the try is over
   */
  enter(outages: number, signal: AbortSignal | undefined): Promise<() => void>;
};

/** How many of them may be under way together; after the first outage all of them may. */
const together: readonly number[] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 8, 1];

/**
 * A prompt that kills the server takes along whatever is under way beside it. Trying the suspects in ever smaller
 * company leaves it alone in the end, and the others are answered.
 */
export const createSuspects = (): Suspects => {
  const classes = together.map(room => ({ room, inside: 0, waiting: createQueue<void>() }));
  return {
    enter: async (outages, signal) => {
      const own = classes[Math.min(outages, together.length - 1)];
      if (own === undefined || own.room === Number.POSITIVE_INFINITY) return free;
      if (own.inside < own.room) own.inside += 1;
      else await own.waiting.wait(signal);
      return leaving(own);
    },
  };
};

const free = (): void => undefined;

/** Whoever leaves hands the place on. */
const leaving = (own: { inside: number; readonly waiting: Queue<void> }) => (): void => {
  if (!own.waiting.release()) own.inside -= 1;
};

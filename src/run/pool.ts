/** Bounded work: at most `width` items at a time, and few that wait. */
export type Pool<T> = {
  /** Resolves when there is room for more, which holds fast producers back. */
  submit(item: T): Promise<void>;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
};

/**
 * @param width how many items are worked on at the same time
 * @param capacity how many may wait before `submit` does
 * @param work must not reject
 */
export const createPool = <T>(width: number, capacity: number, work: (item: T) => Promise<void>): Pool<T> => {
  const queue: T[] = [];
  let running = 0;
  let blocked: (() => void)[] = [];
  let idlers: (() => void)[] = [];

  const next = (): void => {
    while (running < width) {
      const item = queue.shift();
      if (item === undefined) break;
      running += 1;
      void work(item).then(finished);
    }
    if (queue.length < capacity) blocked = release(blocked);
    if (running === 0 && queue.length === 0) idlers = release(idlers);
  };
  const finished = (): void => {
    running -= 1;
    next();
  };

  return {
    submit: item => {
      queue.push(item);
      next();
      if (queue.length < capacity || queue.length === 0) return atOnce;
      return new Promise<void>(resolve => blocked.push(resolve));
    },
    idle: async () => {
      if (running === 0 && queue.length === 0) return;
      await new Promise<void>(resolve => idlers.push(resolve));
    },
  };
};

/** The same promise for all who need not wait. */
const atOnce = Promise.resolve();

const release = (waiting: readonly (() => void)[]): (() => void)[] => {
  for (const go of waiting) go();
  return [];
};

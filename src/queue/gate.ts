/** Lets so many through at a time. */
export type Gate = {
  /** Does work when it is its turn. */
  through<T>(work: () => Promise<T>): Promise<T>;
  /** How many are at work. */
  busy(): number;
};

export const createGate = (width: number): Gate => {
  let busy = 0;
  const waiting: (() => void)[] = [];
  return {
    through: async work => {
      if (busy >= width) await new Promise<void>(resolve => waiting.push(resolve));
      else busy += 1;
      try {
        return await work();
      } finally {
        // The place goes to the next one, so nobody can step in between.
        const next = waiting.shift();
        if (next === undefined) busy -= 1;
        else next();
      }
    },
    busy: () => busy,
  };
};

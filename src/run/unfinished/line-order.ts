import { growingNumbers } from '../growing.ts';

/**
 * Which line of a file belongs to which place of another order: 4 bytes a place. A file is written in the order in which
 * work is finished, and is wanted in the order in which it was given.
 */
export type LineOrder = {
  /** @param place from 1; the line that was there before belongs nowhere any more @param line from 0 */
  set(place: number, line: number): void;
  /** The lines in the order of their places. */
  lines(): Generator<number, void, undefined>;
  /** True when a file of so many lines has all of them in the order of their places, and no other. */
  isKept(lines: number): boolean;
};

export const createLineOrder = (): LineOrder => {
  /** By place, 1 + the line; 0 for none. */
  const numbers = growingNumbers(Uint32Array);
  const lines = function* () {
    const values = numbers.values();
    for (let place = 0; place < values.length; place += 1) {
      const line = values[place] ?? 0;
      if (line > 0) yield line - 1;
    }
  };
  return {
    set: (place, line) => numbers.set(place, line + 1),
    lines,
    isKept: count => {
      let next = 0;
      for (const line of lines()) {
        if (line !== next) return false;
        next += 1;
      }
      return next === count;
    },
  };
};

import type { Address } from '../core/index.ts';

/** Which trials of which samples of a task there have been. */
export type SeenTrials = {
  /** @returns false for one that was there before */
  add(address: Pick<Address, 'id' | 'trial'>): boolean;
};

/**
 * A number a sample, as long as its trials come in order: so a million of them take the memory of their samples. Those that
 * come before their turn are remembered one by one until it has come.
 */
export const createSeenTrials = (): SeenTrials => {
  /** By sample, the trial below which all have been. */
  const ends = new Map<string, number>();
  const early = new Set<string>();
  return {
    add: ({ id, trial }) => {
      let end = ends.get(id) ?? 0;
      if (trial < end) return false;
      if (trial > end) {
        const before = early.size;
        return early.add(nameOf(id, trial)).size > before;
      }
      do end += 1;
      while (early.size > 0 && early.delete(nameOf(id, end)));
      ends.set(id, end);
      return true;
    },
  };
};

const nameOf = (id: string, trial: number): string => `${trial} ${id}`;

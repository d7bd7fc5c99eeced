import { maxDeaths } from './answers.ts';
import type { Batch, Outstanding } from './outstanding.ts';

/**
 * Completions whose batch came to nothing: its worker stopped, or sent no verdicts. First they are judged one by one, so that
 * the one is known over which a worker stops. Whether it is to blame, or somebody ends workers, or another place of the same
 * worker ended it, shows when nothing else is in the queue; until then it waits here, so that it takes no others with it.
 */
export type SetAside = {
  /** @returns what is to be judged one by one now, and what is to be given up */
  add(batch: Batch, entries: readonly Outstanding[]): Sorted;
  /** What is to be tried next, alone; undefined when there is nothing. */
  next(): readonly Outstanding[] | undefined;
  /** Takes out all. */
  clear(): readonly Outstanding[];
  /** Completions that wait here. */
  readonly size: number;
};

export type Sorted = { readonly careful: readonly Outstanding[]; readonly hopeless: readonly Outstanding[] };

/** How often the batch of one may come to nothing before any was begun with: among others, and altogether. */
const maxFailures = { among: 3, alone: 5 };

export const createSetAside = (): SetAside => {
  const groups: (readonly Outstanding[])[] = [];
  let size = 0;
  const put = (group: readonly Outstanding[]): void => {
    if (group.length === 0) return;
    groups.push(group);
    size += group.length;
  };
  const putEach = (entries: readonly Outstanding[]): void => {
    for (const entry of entries) put([entry]);
  };
  /** Nothing else was in the queue. @returns what is to be given up */
  const addAlone = (entries: readonly Outstanding[], begun: Outstanding | undefined) => {
    const [only] = entries;
    if (only === undefined || entries.length > 1) {
      putEach(entries);
      return [];
    }
    if (begun === undefined) only.failures += 1;
    else only.deaths += 1;
    if (only.failures >= maxFailures.alone || only.deaths >= maxDeaths) return [only];
    put([only]);
    return [];
  };
  const addCareful = (entries: readonly Outstanding[], begun: Outstanding | undefined) => {
    if (begun !== undefined) {
      put([begun]);
      return entries.filter(entry => entry !== begun);
    }
    for (const entry of entries) entry.failures += 1;
    put(entries.filter(({ failures }) => failures >= maxFailures.among));
    return entries.filter(({ failures }) => failures < maxFailures.among);
  };
  return {
    add: ({ id, pace }, entries) => {
      if (pace === 'usual') return { careful: entries, hopeless: [] };
      const begun = entries.findLast(({ begunIn }) => begunIn === id);
      if (pace === 'alone') return { careful: [], hopeless: addAlone(entries, begun) };
      return { careful: addCareful(entries, begun), hopeless: [] };
    },
    next: () => {
      const group = groups.shift();
      size -= group?.length ?? 0;
      return group;
    },
    clear: () => {
      size = 0;
      return groups.splice(0).flat();
    },
    get size() {
      return size;
    },
  };
};

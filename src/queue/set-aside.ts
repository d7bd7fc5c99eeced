import type { Batch, Outstanding } from './outstanding.ts';

/**
 * Completions whose batch came to nothing: its worker stopped, again and again, or sent no verdicts. Whether one of
 * them is to blame shows when nothing else is in the queue; until then they wait here, so that one that kills its
 * workers takes no others with it.
 */
export type SetAside = {
  /** @returns what is to be given up, because it came to nothing alone too often */
  add(batch: Batch, entries: readonly Outstanding[]): readonly Outstanding[];
  /** What is to be tried next, alone; undefined when there is nothing. */
  next(): readonly Outstanding[] | undefined;
  /** Takes out all. */
  clear(): readonly Outstanding[];
  /** Completions that wait here. */
  readonly size: number;
};

/** How often one may come to nothing alone: once may be somebody who ends a worker. */
const maxFailures = 2;

export const createSetAside = (): SetAside => {
  const groups: (readonly Outstanding[])[] = [];
  let size = 0;
  const put = (group: readonly Outstanding[]): void => {
    if (group.length === 0) return;
    groups.push(group);
    size += group.length;
  };
  return {
    add: ({ isAlone }, entries) => {
      if (!isAlone) {
        put(entries);
        return [];
      }
      if (entries.length > 1) {
        for (const entry of entries) put([entry]);
        return [];
      }
      for (const entry of entries) entry.failures += 1;
      put(entries.filter(({ failures }) => failures < maxFailures));
      return entries.filter(({ failures }) => failures >= maxFailures);
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

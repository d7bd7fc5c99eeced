import type { Completion } from '../core/index.ts';

export type EndpointCounts = { readonly answered: number; readonly failed: number };

/** Which servers the completions of a task came from. Those of a run with one server say nothing, and stand under `''`. */
export type EndpointTally = {
  /** Of a trial that the command plans. */
  add(completion: Named): void;
  /** Of one that it does not, and leaves as it is. */
  addOther(completion: Named): void;
  /** Forgets those that the command plans. */
  clear(): void;
  /** Forgets the others, before they are read anew. */
  clearOthers(): void;
  counts(): ReadonlyMap<string, EndpointCounts>;
};

type Named = Pick<Completion, 'endpoint' | 'error' | 'reusedFrom'>;

type Counts = Map<string, { answered: number; failed: number }>;

export const createEndpointTally = (): EndpointTally => {
  const [planned, others]: readonly [Counts, Counts] = [new Map(), new Map()];
  return {
    add: completion => count(planned, completion),
    addOther: completion => count(others, completion),
    clear: () => planned.clear(),
    clearOthers: () => others.clear(),
    counts: () => {
      const all = new Map(others);
      for (const [endpoint, { answered, failed }] of planned) {
        const before = others.get(endpoint) ?? nothing;
        all.set(endpoint, { answered: before.answered + answered, failed: before.failed + failed });
      }
      return all;
    },
  };
};

const nothing: EndpointCounts = { answered: 0, failed: 0 };

const count = (counts: Counts, { endpoint = '', error, reusedFrom }: Named): void => {
  // Another run has asked for it.
  if (reusedFrom !== undefined) return;
  const known = counts.get(endpoint) ?? { ...nothing };
  counts.set(endpoint, known);
  if (error === null) known.answered += 1;
  else known.failed += 1;
};

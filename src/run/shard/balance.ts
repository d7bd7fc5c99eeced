import { type Deal, type Dealt, sampleHash } from './deal.ts';

/** What the answers of a sample take, in any unit; the same for all trials. Finite, above 0. */
export type CostOf = (task: number, sample: number) => number;

type Item = {
  readonly task: number;
  readonly sample: number;
  readonly cost: number;
  readonly hash: string;
};

/**
 * Deals samples to `count` shards so that none takes much longer than another: the dearest first, each to the shard that
 * has least to do by then. Two shards never differ by more than the dearest sample.
 * @see Graham, "Bounds on multiprocessing timing anomalies" (1969): longest processing time first
 */
export const dealByCost = (tasks: readonly Dealt[], count: number, costOf: CostOf): Deal => {
  const items: Item[] = tasks.flatMap(({ name, samples }, task) =>
    samples.map(({ id }, sample) => ({
      ...{ task, sample, cost: costOf(task, sample), hash: sampleHash(name, id) },
    })),
  );
  items.sort((a, b) => b.cost - a.cost || (a.hash < b.hash ? -1 : 1));
  const deal = tasks.map(({ samples }) => new Uint32Array(samples.length));
  const least = createLeast(count);
  for (const { task, sample, cost } of items) (deal[task] as Uint32Array)[sample] = least.add(cost);
  return deal;
};

/** The shards in a heap, the one with least to do at its top; of equal ones the first. */
const createLeast = (count: number) => {
  const loads = new Float64Array(count);
  const heap = Uint32Array.from({ length: count }, (_, shard) => shard);
  const at = (place: number): number => heap[place] as number;
  const before = (one: number, other: number): boolean => {
    const [left, right] = [loads[one] as number, loads[other] as number];
    return left < right || (left === right && one < other);
  };
  const sink = (): void => {
    let place = 0;
    for (;;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      let least = place;
      if (left < count && before(at(left), at(least))) least = left;
      if (right < count && before(at(right), at(least))) least = right;
      if (least === place) return;
      [heap[place], heap[least]] = [at(least), at(place)];
      place = least;
    }
  };
  return {
    /** Gives the top more to do, and says which shard that was. */
    add: (cost: number): number => {
      const shard = at(0);
      loads[shard] = (loads[shard] as number) + cost;
      sink();
      return shard;
    },
  };
};

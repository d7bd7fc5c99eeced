import type { Costs } from './costs.ts';
import type { Batch } from './outstanding.ts';

export type LastBatchesOptions = {
  /** Batches that no worker has taken, the next one first. */
  readonly waiting: readonly string[];
  readonly batches: ReadonlyMap<string, Batch>;
  /** Batches that all workers can work on at the same time. */
  readonly slots: number;
  readonly costs: Costs;
};

/** Parts that one batch becomes, and the work below which it is not worth it, in milliseconds. */
const parts = 4;
const worthMs = 100;

/**
 * The batches that are worked on last, as far as it pays to make smaller ones of them once nothing more comes: otherwise
 * one worker has much left to do when all others have nothing.
 * @returns each with the sizes of its parts
 */
export const lastToShare = ({
  waiting,
  batches,
  slots,
  costs,
}: LastBatchesOptions): readonly { readonly batch: Batch; readonly partItems: number }[] => {
  const last = waiting.slice(-2 * Math.max(0, slots));
  if (slots === 0) return [];
  return last.flatMap(id => {
    const batch = batches.get(id);
    if (batch === undefined || batch.pace !== 'usual' || batch.left.size < 2) return [];
    let ms = 0;
    for (const { task } of batch.left.values()) ms += costs.msOf(task) ?? worthMs;
    return ms < worthMs ? [] : [{ batch, partItems: Math.ceil(batch.left.size / parts) }];
  });
};

/** Cuts a list into parts of a length. */
export const partsOf = <T>(items: readonly T[], length: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / length) }, (_, index) =>
    items.slice(index * length, (index + 1) * length),
  );

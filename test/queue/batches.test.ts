import { describe, expect, it } from 'vitest';
import { createBatcher } from '../../src/queue/batcher.ts';
import { createCosts } from '../../src/queue/costs.ts';
import { lastToShare, partsOf } from '../../src/queue/last-batches.ts';
import { type Batch, createLedger, type Outstanding } from '../../src/queue/outstanding.ts';
import { completionSha256 } from '../../src/run/index.ts';
import { completionOf } from './support/plain-run.ts';

const costsOf = () => createCosts({ batchMs: 500, maxItems: 512, firstItems: () => 32 });

describe('the size of a batch', () => {
  it.each([
    ['nothing known', [], 32],
    ['no time at all', [0], 512],
    ['a tenth of a millisecond', [0.1], 512],
    ['ten milliseconds', [10], 50],
    ['more than the work of a batch', [3000], 1],
    ['a worker that says nonsense', [-5], 512],
    ['a worker that says forever', [1e300], 1],
    ['the mean of a few', [10, 30], 25],
  ])('goes by what one costs: %s', (_, measured, items) => {
    const costs = costsOf();
    for (const ms of measured) costs.note('t', ms);
    expect(costs.itemsFor('t')).toBe(items);
  });

  it('follows a cost that changes', () => {
    const costs = costsOf();
    for (let count = 0; count < 100; count += 1) costs.note('t', 1);
    for (let count = 0; count < 400; count += 1) costs.note('t', 100);
    expect(costs.itemsFor('t')).toBe(5);
    expect(costs.itemsFor('other')).toBe(32);
  });
});

describe('a batcher', () => {
  const batcherOf = (items: number, units: number) => {
    const handed: (readonly string[])[] = [];
    const hand = (batch: readonly string[]): void => void handed.push(batch);
    return { ...createBatcher<string>({ limitsOf: () => ({ items, units }), hand, lingerMs: 5 }), handed };
  };

  it('hands over what is full, by number and by size, of each kind alone', () => {
    const { add, flush, handed } = batcherOf(3, 100);
    for (const item of ['a', 'b', 'c', 'd']) add('t', item, 1);
    add('u', 'e', 1);
    add('t', 'huge', 1000);
    add('t', 'f', 60);
    add('t', 'g', 60);
    flush();
    expect(handed).toEqual([['a', 'b', 'c'], ['d'], ['huge'], ['f'], ['e'], ['g']]);
  });

  it('waits no longer than a moment for more', async () => {
    const { add, handed } = batcherOf(3, 100);
    add('t', 'a', 1);
    await expect.poll(() => handed).toEqual([['a']]);
  });
});

const enter = (ledger: ReturnType<typeof createLedger>, index: number, text?: string): Outstanding => {
  const completion = completionOf(index, text);
  return ledger.enter({
    ...{ task: 'fake.cot', completion, completionSha256: completionSha256(completion), sample: 'm' },
    ...{ graders: ['exact'], deliver: () => {} },
  });
};

describe('the last batches', () => {
  const withBatches = (sizes: readonly number[]): ReadonlyMap<string, Batch> => {
    const ledger = createLedger({ items: 10_000, units: 1e9 });
    for (const [place, size] of sizes.entries()) {
      ledger.handIn(
        `b${place}`,
        Array.from({ length: size }, (_, index) => enter(ledger, index)),
        0,
      );
    }
    return ledger.batches;
  };
  const costs = costsOf();
  costs.note('fake.cot', 20);

  it.each([
    ['all that wait, when each slot has at most two', [20, 20], 1, { b0: 5, b1: 5 }],
    ['of many the last two a slot', [20, 20, 20, 20], 1, { b2: 5, b3: 5 }],
    ['none of one completion, or of little work', [1, 4], 2, {}],
    ['none when nobody works', [20], 0, {}],
  ])('are cut into smaller ones: %s', (_, sizes, slots, cut) => {
    const batches = withBatches(sizes);
    const shared = lastToShare({ waiting: [...batches.keys()], batches, slots, costs });
    expect(Object.fromEntries(shared.map(({ batch, partItems }) => [batch.id, partItems]))).toEqual(cut);
  });

  it('lose nothing when they are cut', () => {
    expect(partsOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(partsOf([], 2)).toEqual([]);
  });
});

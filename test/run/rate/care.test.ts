import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRetryBudget } from '../../../src/run/rate/retry-budget.ts';
import { createSuspects } from '../../../src/run/rate/suspects.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const settled = () => vi.advanceTimersByTimeAsync(0);

describe('the budget of retries', () => {
  it('lets some go at once, then as many as first tries and answers, and never none', async () => {
    const budget = createRetryBudget();
    let taken = 0;
    const take = () =>
      budget.take(undefined).then(() => {
        taken += 1;
      });
    for (let at = 0; at < 100; at++) void take();
    await settled();
    expect(taken).toBe(20);
    for (let at = 0; at < 7; at++) budget.earn();
    await settled();
    expect(taken).toBe(27);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(taken).toBe(32);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(taken).toBe(100);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('saves up no more than it began with', async () => {
    const budget = createRetryBudget();
    for (let at = 0; at < 1_000; at++) budget.earn();
    let taken = 0;
    for (let at = 0; at < 50; at++) {
      void budget.take(undefined).then(() => {
        taken += 1;
      });
    }
    await settled();
    expect(taken).toBe(20);
    budget.close();
  });
});

describe('suspects', () => {
  it.each([
    [0, 100],
    [1, 100],
    [2, 8],
    [3, 1],
    [4, 1],
  ])('of %i outages are tried %i at a time', async (outages, together) => {
    const suspects = createSuspects();
    const inside: (() => void)[] = [];
    for (let at = 0; at < 100; at++) {
      void suspects.enter(outages, undefined).then(leave => inside.push(leave));
    }
    await settled();
    expect(inside).toHaveLength(together);
    let done = 0;
    while (done < inside.length) {
      inside[done]?.();
      done += 1;
      await settled();
    }
    expect(done).toBe(100);
  });
});

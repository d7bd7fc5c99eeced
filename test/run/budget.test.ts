import { describe, expect, it } from 'vitest';
import { addressOf, type Completion, type Price, type Usage } from '../../src/core/index.ts';
import { type Budget, type BudgetOptions, createBudget } from '../../src/run/budget.ts';
import { type Progress, run } from '../../src/run/index.ts';
import {
  fakeBackend,
  fakeBenchmark,
  fakeTask,
  freshDirectory,
  generated,
  rightText,
  runOptions,
} from './fakes.ts';
import { completionsFile, records, verdictsFile } from './files.ts';

/** A token costs a dollar. */
const price: Price = { input: 1e6, output: 1e6, cachedInput: null, reasoning: null, currency: 'USD' };
const usageOf = (dollars: number): Usage => ({
  inputTokens: 0,
  outputTokens: dollars,
  reasoningTokens: null,
});
const noUsage: Usage = { inputTokens: null, outputTokens: null, reasoningTokens: null };

const completion = (usage: Usage, error: Completion['error'] = null): Completion => ({
  ...addressOf('b', 'cot', 's0', 0),
  ...{ promptSha256: null, text: '', reasoning: null, finishReason: 'stop', usage, latencyMs: 1 },
  ...{ model: 'm', error, prefill: null, form: 'chat' },
});

/** What `mayStart` says by now: `undefined` while it waits. */
const asked = (budget: Budget) => {
  const state: { leave: boolean | undefined } = { leave: undefined };
  void budget.mayStart().then(leave => {
    state.leave = leave;
  });
  return state;
};
const settled = () => new Promise(resolve => setImmediate(resolve));

const budgetOf = (maxCost: number, more: Partial<BudgetOptions> = {}) =>
  createBudget({ price, maxCost, ...more });
const spent = (amount: number, priced: number, unpriced = 0) => ({ amount, priced, unpriced });

describe('a budget', () => {
  it('lets the first request go alone, which shows what an answer costs', async () => {
    const budget = budgetOf(100);
    const [first, second, third] = [asked(budget), asked(budget), asked(budget)];
    await settled();
    expect([first.leave, second.leave, third.leave]).toEqual([true, undefined, undefined]);
    budget.settle(completion(usageOf(2)));
    await settled();
    expect([second.leave, third.leave]).toEqual([true, true]);
  });

  it('reckons with the mean for every request under way, and waits for those', async () => {
    const budget = budgetOf(10, { before: spent(4, 2) });
    const all = [1, 2, 3, 4].map(() => asked(budget));
    await settled();
    expect(all.map(({ leave }) => leave)).toEqual([true, true, true, undefined]);
    budget.settle(completion(usageOf(2)));
    await settled();
    expect(all[3]?.leave).toBe(undefined);
    budget.settle(completion(usageOf(0)));
    await settled();
    expect(all[3]?.leave).toBe(true);
    expect(budget.stop()).toBe(null);
  });

  it('refuses for good once nothing under way could change it', async () => {
    const budget = budgetOf(10, { before: spent(9, 3) });
    const first = asked(budget);
    await settled();
    expect([first.leave, budget.stop()?.end]).toEqual([false, 'spent']);
    expect(await budget.mayStart()).toBe(false);
  });

  it('may be used up to the last cent', async () => {
    const tenth: Price = { ...price, output: 1e5 };
    const budget = createBudget({ price: tenth, maxCost: 0.3 });
    for (const _ of [1, 2, 3]) {
      expect(await budget.mayStart()).toBe(true);
      budget.settle(completion(usageOf(1)));
    }
    expect(await budget.mayStart()).toBe(false);
    expect(budget.spending().amount).toBeCloseTo(0.3, 12);
  });

  it('starts nothing for a limit of 0', async () => {
    expect(await budgetOf(0).mayStart()).toBe(false);
  });

  it('takes an answer of unknown cost for the mean', async () => {
    expect(await budgetOf(10, { before: spent(6, 3, 2) }).mayStart()).toBe(false);
    expect(await budgetOf(12, { before: spent(6, 3, 2) }).mayStart()).toBe(true);
  });

  it('cannot be kept where the server reports no tokens', async () => {
    const budget = budgetOf(10);
    expect(await budget.mayStart()).toBe(true);
    budget.settle(completion(noUsage));
    expect(await budget.mayStart()).toBe(false);
    expect(budget.stop()?.end).toBe('no-tokens');
  });

  it('goes on after a first request that failed for good', async () => {
    const budget = budgetOf(10);
    expect(await budget.mayStart()).toBe(true);
    budget.settle(completion(noUsage, { code: 'ENDPOINT_FAILED', message: 'no' }));
    expect(await budget.mayStart()).toBe(true);
    expect(budget.spending()).toEqual(spent(0, 0, 0));
  });

  it('counts nothing for an answer that another run has paid', async () => {
    const budget = budgetOf(10);
    budget.settle({ ...completion(usageOf(9)), reusedFrom: 'earlier' });
    expect(budget.spending()).toEqual(spent(0, 0, 0));
    expect(await budget.mayStart()).toBe(true);
  });

  it('lets nobody wait when the run is stopped, and does not call that its end', async () => {
    const stop = new AbortController();
    const budget = budgetOf(10, { signals: [undefined, stop.signal] });
    const [first, second] = [asked(budget), asked(budget)];
    await settled();
    stop.abort();
    await settled();
    expect([first.leave, second.leave, budget.stop()]).toEqual([true, false, null]);
  });
});

describe('a run with a budget', () => {
  /** Every answer costs a dollar. */
  const backend = (usage: Usage = usageOf(1)) =>
    fakeBackend(async request => {
      await settled();
      return generated(rightText(request), { usage });
    });
  const optionsOf = async (more: object) =>
    runOptions(await freshDirectory(), { tasks: [fakeTask(fakeBenchmark('b', 20))], price, ...more });

  it.each([1, 4, 64])(
    'stops at its limit, keeps everything and says what is left: %d in flight',
    async concurrency => {
      const options = await optionsOf({ backend: backend(), maxCost: 7, concurrency });
      const result = await run(options);
      expect(result).toMatchObject({ planned: 20, completed: 7, missing: 13, interrupted: false });
      expect(result.budget).toEqual({ end: 'spent', spent: spent(7, 7), maxCost: 7, currency: 'USD' });
      expect(result.summary.cells[0]?.cost).toEqual({ amount: 7, currency: 'USD', unreported: 0 });
      expect(await records(options.directory, completionsFile)).toHaveLength(7);
      expect(await records(options.directory, verdictsFile)).toHaveLength(7);
    },
  );

  it('counts what earlier commands have spent in the directory, on other tasks too', async () => {
    const options = await optionsOf({ backend: backend(), maxCost: 7 });
    await run(options);
    const again = backend();
    const same = await run({ ...options, backend: again });
    expect([again.asked.length, same.budget?.spent.amount]).toEqual([0, 7]);
    const other = { ...options, tasks: [fakeTask(fakeBenchmark('c', 5))], backend: backend(), maxCost: 9 };
    expect(await run(other)).toMatchObject({ completed: 2, budget: { spent: spent(9, 9) } });
    const rest = await run({ ...options, backend: backend(), maxCost: 1000 });
    expect(rest).toMatchObject({ completed: 20, missing: 0 });
    expect(rest.budget).toBeUndefined();
  });

  it('asks once where the server reports no tokens', async () => {
    const silent = backend(noUsage);
    const result = await run(await optionsOf({ backend: silent, maxCost: 7, concurrency: 8 }));
    expect(result).toMatchObject({ completed: 1, budget: { end: 'no-tokens' } });
    expect(silent.asked).toHaveLength(1);
  });

  it('says nothing of a budget that was enough', async () => {
    const result = await run(await optionsOf({ backend: backend(), maxCost: 20 }));
    expect(result).toMatchObject({ completed: 20, missing: 0 });
    expect('budget' in result).toBe(false);
  });

  it('shows in the progress what this command has spent, by the sign of the currency', async () => {
    let last: Progress | undefined;
    const onProgress = (progress: Progress) => {
      last = progress;
    };
    await run(await optionsOf({ backend: backend(), onProgress }));
    expect(last?.cost).toEqual({ amount: 20, currency: '$' });
  });

  it('has no cost anywhere without a price', async () => {
    let last: Progress | undefined;
    const onProgress = (progress: Progress) => {
      last = progress;
    };
    const result = await run(await optionsOf({ backend: backend(), price: null, onProgress }));
    expect(last?.cost).toBe(null);
    expect(result.summary.cells.every(cell => !('cost' in cell))).toBe(true);
  });
});

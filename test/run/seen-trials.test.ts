import { describe, expect, it } from 'vitest';
import { createSeenTrials } from '../../src/run/seen-trials.ts';

const addAll = (given: readonly (readonly [id: string, trial: number])[]): readonly boolean[] => {
  const seen = createSeenTrials();
  return given.map(([id, trial]) => seen.add({ id, trial }));
};

describe('trials that have been seen', () => {
  it('are new once each', () => {
    expect(
      addAll([
        ['a', 0],
        ['a', 1],
        ['b', 0],
        ['a', 1],
        ['a', 0],
        ['b', 0],
      ]),
    ).toEqual([true, true, true, false, false, false]);
  });

  it('may come in any order', () => {
    const order = [3, 1, 1, 0, 2, 3, 5, 4, 5, 0, 6] as const;
    expect(addAll(order.map(trial => ['a', trial]))).toEqual([
      ...[true, true, false, true, true, false, true, true, false, false, true],
    ]);
  });

  it('are told apart whatever the ids are', () => {
    expect(
      addAll([
        ['1', 12],
        ['2 1', 1],
        ['', 1],
        [' ', 1],
        ['1 1', 1],
        ['1', 2 ** 52],
        ['1', 2 ** 52],
      ]),
    ).toEqual([true, true, true, true, true, true, false]);
  });

  it('are those of a set of keys, for any order of any trials', () => {
    const keys = new Set<string>();
    const seen = createSeenTrials();
    let state = 12345;
    const below = (most: number): number => {
      state = (state * 1103515245 + 12345) % 2 ** 31;
      return state % most;
    };
    for (let step = 0; step < 5000; step += 1) {
      const [id, trial] = [`s${below(7)}`, below(300)];
      const isNew = !keys.has(`${id}/${trial}`);
      keys.add(`${id}/${trial}`);
      expect(seen.add({ id, trial }), `${id}/${trial}`).toBe(isNew);
    }
  });
});

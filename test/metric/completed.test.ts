import { describe, expect, it } from 'vitest';
import type { Ending, Usage, VerdictName } from '../../src/core/index.ts';
import { cellAccumulator, createTokenTally } from '../../src/metric/index.ts';

const totals = { tokens: { input: null, output: null, reasoning: null }, duration_s: 0, missing: 0 };

const cellFrom = (trials: readonly (readonly [string, VerdictName, Ending])[]) => {
  const accumulator = cellAccumulator({ benchmark: 'b', protocol: 'p', grader: 'g' });
  for (const [id, verdict, ending] of trials) accumulator.add({ id, verdict, ending });
  return accumulator.cell(totals);
};

describe('completed', () => {
  it('is the accuracy of answers that were not cut off, whatever became of the others', () => {
    const cell = cellFrom([
      ['a', 'correct', 'finished'],
      ['b', 'incorrect', 'filtered'],
      ['c', 'no-answer', 'cut-off'],
      ['d', 'correct', 'cut-off'],
      ['e', 'unscored', 'finished'],
    ]);
    expect(cell.metrics['pass@1']).toMatchObject({ value: 0.5, samples: 4 });
    expect(cell.completed).toMatchObject({ value: 0.5, samples: 2, trials: 1 });
    expect(cell.counts).toEqual({
      ...{ correct: 2, incorrect: 1, 'no-answer': 1, unscored: 1 },
      ...{ truncated: 2, filtered: 1 },
    });
  });

  it('takes a sample by its completed trials', () => {
    const cell = cellFrom([
      ['a', 'correct', 'finished'],
      ['a', 'no-answer', 'cut-off'],
      ['b', 'incorrect', 'finished'],
      ['b', 'correct', 'finished'],
      ['c', 'no-answer', 'cut-off'],
      ['c', 'no-answer', 'cut-off'],
    ]);
    expect(cell.metrics['pass@1']?.value).toBeCloseTo(1 / 3, 12);
    expect(cell.completed).toMatchObject({ value: 0.75, samples: 2, trials: 1 });
  });

  it('equals pass@1 where nothing was cut off', () => {
    const cell = cellFrom([
      ['a', 'correct', 'finished'],
      ['b', 'incorrect', 'finished'],
    ]);
    expect(cell.completed).toEqual(cell.metrics['pass@1']);
  });

  it.each([
    ['everything was cut off', 'cut-off'],
    ['nobody says how answers ended', 'unknown'],
  ] as const)('is left out where %s', (_, ending) => {
    const cell = cellFrom([['a', 'correct', ending]]);
    expect('completed' in cell).toBe(false);
    expect(cell.metrics['pass@1']?.value).toBe(1);
  });

  it('takes answers of unknown end for whole where others are known, and counts them', () => {
    const cell = cellFrom([
      ['a', 'correct', 'finished'],
      ['b', 'incorrect', 'unknown'],
      ['c', 'incorrect', 'cut-off'],
    ]);
    expect(cell.completed).toMatchObject({ value: 0.5, samples: 2 });
    expect(cell.counts).toMatchObject({ truncated: 1, unknown_ending: 1 });
  });
});

describe('createTokenTally', () => {
  const totalsOf = (...usages: readonly Usage[]) => {
    const tally = createTokenTally();
    for (const usage of usages) tally.add(usage);
    return tally.totals();
  };
  const none: Usage = { inputTokens: null, outputTokens: null, reasoningTokens: null };

  it('gives sums, means and maxima over what was reported, and says of how many nothing was', () => {
    const usage = { inputTokens: 10, outputTokens: 100, reasoningTokens: 80 };
    expect(totalsOf(usage, { inputTokens: 20, outputTokens: 301, reasoningTokens: null }, none)).toEqual({
      ...{ input: 30, output: 401, reasoning: 80 },
      mean: { input: 15, output: 200.5, reasoning: 80 },
      max: { input: 20, output: 301, reasoning: 80 },
      unreported: { input: 1, output: 1, reasoning: 2 },
    });
  });

  it('never takes silence for 0', () => {
    expect(totalsOf(none, none)).toEqual({
      ...{ input: null, output: null, reasoning: null },
      mean: { input: null, output: null, reasoning: null },
      max: { input: null, output: null, reasoning: null },
      unreported: { input: 2, output: 2, reasoning: 2 },
    });
  });

  it('adds up cached tokens where the server speaks of them', () => {
    const usage = { inputTokens: 10, outputTokens: 1, reasoningTokens: 0 };
    expect(totalsOf({ ...usage, cachedInputTokens: 8 }, usage)).toMatchObject({
      cached_input: 8,
      reasoning: 0,
    });
    expect('cached_input' in totalsOf(usage)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import type { VerdictName } from '../../src/core/index.ts';
import { type CellOptions, cellAccumulator, type JudgedTrial } from '../../src/metric/index.ts';

const totals = { tokens: { input: 1, output: 2, reasoning: 3 }, duration_s: 4, missing: 0 };
const name = { benchmark: 'b', protocol: 'p', grader: 'g' };

const cellFrom = (
  trials: readonly (readonly [string, VerdictName, Partial<JudgedTrial>?])[],
  options: Partial<CellOptions> & { missing?: number } = {},
) => {
  const accumulator = cellAccumulator({ ...name, ...options });
  for (const [id, verdict, more] of trials) accumulator.add({ id, verdict, ending: 'finished', ...more });
  return accumulator.cell({ ...totals, missing: options.missing ?? 0 });
};

describe('cellAccumulator', () => {
  it('counts no-answer as wrong and leaves unscored out', () => {
    const cell = cellFrom([
      ['a', 'correct'],
      ['b', 'no-answer'],
      ['c', 'incorrect'],
      ['d', 'unscored'],
      ['e', 'correct', { ending: 'cut-off' }],
    ]);
    expect(cell.metrics['pass@1']).toMatchObject({ value: 0.5, samples: 4, trials: 1 });
    expect(cell.counts).toEqual({ correct: 2, incorrect: 1, 'no-answer': 1, unscored: 1, truncated: 1 });
    expect(cell).toMatchObject({ ...name, tokens: totals.tokens, duration_s: 4 });
    expect('missing' in cell).toBe(false);
  });

  it('says how many trials are missing', () => {
    expect(cellFrom([['a', 'correct']], { missing: 3 }).missing).toBe(3);
  });

  it('has no metric when nothing was scored', () => {
    expect(cellFrom([['a', 'unscored']]).metrics).toEqual({});
  });

  it('is the mean over samples, not over trials', () => {
    const cell = cellFrom([
      ['a', 'correct'],
      ['b', 'incorrect'],
      ['b', 'incorrect'],
      ['b', 'incorrect'],
    ]);
    expect(cell.metrics['pass@1']).toMatchObject({ value: 0.5, samples: 2, trials: 1 });
  });

  it('gives pass@k only where every sample has k scored trials', () => {
    const two: [string, VerdictName][] = [
      ['a', 'correct'],
      ['a', 'incorrect'],
      ['b', 'incorrect'],
      ['b', 'incorrect'],
    ];
    expect(Object.keys(cellFrom(two, { ks: [1, 2, 3] }).metrics)).toEqual(['pass@1', 'pass@2', 'pass^2']);
    expect(cellFrom(two, { ks: [2] }).metrics['pass@2']?.value).toBe(0.5);
    const short = cellFrom([...two, ['c', 'correct'], ['c', 'unscored']], { ks: [2] });
    expect(Object.keys(short.metrics)).toEqual(['pass@1']);
    const dropped = cellFrom([...two, ['c', 'unscored'], ['c', 'unscored']], { ks: [2] });
    expect(dropped.metrics['pass@2']).toMatchObject({ value: 0.5, samples: 2, trials: 2 });
  });

  it('groups by every dimension and takes macro as the plain mean over one', () => {
    const cell = cellFrom(
      [
        ['a', 'correct', { groups: { task: 'x', level: '2' } }],
        ['b', 'correct', { groups: { task: 'y', level: '1' } }],
        ['c', 'incorrect', { groups: { task: 'y', level: '1' } }],
        ['d', 'incorrect', { groups: { task: 'y', level: '2' } }],
        ['e', 'unscored', { groups: { task: 'z', level: '2' } }],
      ],
      { macro: 'task' },
    );
    expect(cell.metrics['pass@1']?.value).toBe(0.5);
    expect(cell.metrics.macro?.value).toBeCloseTo((1 + 1 / 3) / 2, 12);
    expect(Object.keys(cell.groups)).toEqual(['level', 'task']);
    expect(Object.keys(cell.groups.task ?? {})).toEqual(['x', 'y', 'z']);
    expect(cell.groups.level?.['1']).toMatchObject({
      metrics: { 'pass@1': { value: 0.5, samples: 2 } },
      counts: { correct: 1, incorrect: 1 },
    });
    expect(cell.groups.task?.z).toMatchObject({ metrics: {}, counts: { unscored: 1 } });
  });

  it('lists the values of a dimension in the order asked for, others behind by the alphabet', () => {
    const cell = cellFrom(
      ['d', 'b', 'c', 'a'].map((task, i) => [String(i), 'correct', { groups: { task, level: task } }]),
      { groupOrder: { task: ['c', 'never seen', 'b'] } },
    );
    expect(Object.keys(cell.groups.task ?? {})).toEqual(['c', 'b', 'a', 'd']);
    expect(Object.keys(cell.groups.level ?? {})).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps groups apart whose names every object has', () => {
    const cell = cellFrom([['a', 'correct', { groups: { __proto__x: 'constructor', task: '__proto__' } }]]);
    expect(Object.keys(cell.groups.task ?? {})).toEqual(['__proto__']);
  });

  it('does not depend on the order of trials', () => {
    const trials: [string, VerdictName][] = [];
    for (let i = 0; i < 300; i += 1) {
      for (let trial = 0; trial < 3; trial += 1) {
        trials.push([`s${i}`, (i * 7 + trial * 3) % 5 < 2 ? 'correct' : 'incorrect']);
      }
    }
    const shuffled = [...trials].sort((a, b) => (a[0] + a[1]).length - (b[0] + b[1]).length).reverse();
    expect(cellFrom(shuffled, { ks: [1, 2] })).toEqual(cellFrom(trials, { ks: [1, 2] }));
  });
});

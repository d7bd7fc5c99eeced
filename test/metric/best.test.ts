import { describe, expect, it } from 'vitest';
import type { Cell } from '../../src/core/index.ts';
import { bestCells } from '../../src/metric/index.ts';
import { cell, counts, metric } from '../report/cells.ts';

const of = (protocol: string, value: number, more: Partial<Cell> = {}): Cell =>
  cell('math', 'strict', value, { protocol, ...more });

describe('bestCells', () => {
  it('takes the better setting as a whole, with its own numbers, and says which', () => {
    const pot = of('pot', 0.6, { groups: { level: {} }, counts: counts({ truncated: 7 }) });
    expect(bestCells([of('cot', 0.5), pot])).toEqual([{ ...pot, protocol: 'best', from: 'pot' }]);
  });

  it('takes the first of two that are equal', () => {
    expect(bestCells([of('pot', 0.5), of('cot', 0.5)])).toMatchObject([{ from: 'cot' }]);
  });

  it('keeps profiles, graders and benchmarks apart', () => {
    const cells = [
      ...[of('cot', 0.5), of('pot', 0.6), of('cot@eurus-2404', 0.3), of('pot@eurus-2404', 0.2)],
      { ...of('cot', 0.1), grader: 'eurus' },
      { ...of('pot', 0.9), benchmark: 'svamp' },
    ];
    expect(bestCells(cells).map(({ protocol, from }) => [protocol, from])).toEqual([
      ['best', 'pot'],
      ['best@eurus-2404', 'cot@eurus-2404'],
    ]);
  });

  it.each<[string, readonly Cell[]]>([
    ['there is one setting', [of('cot', 0.5)]],
    ['a setting is none of the two', [of('cot', 0.5), of('direct', 0.6)]],
    ['one still lacks trials', [of('cot', 0.5), of('pot', 0.6, { missing: 3 })]],
    [
      'they were asked different numbers of trials',
      [of('cot', 0.5), of('pot', 0.6, { counts: counts({ correct: 9 }) })],
    ],
    ['nothing of one was scored', [of('cot', 0.5), of('pot', 0, { metrics: {} })]],
    ['it has another metric only', [of('cot', 0.5), of('pot', 0, { metrics: { macro: metric(1) } })]],
  ])('gives none where %s', (_why, cells) => {
    expect(bestCells(cells)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Cell, TokenTotals } from '../../src/core/index.ts';
import { renderSpending } from '../../src/report/index.ts';
import { cell } from './cells.ts';

const tokens = (more: Partial<TokenTotals> = {}): TokenTotals => ({
  ...{ input: 800_000, output: 90_000, reasoning: null },
  max: { input: 900, output: 4100, reasoning: null },
  unreported: { input: 0, output: 0, reasoning: 0 },
  ...more,
});
const dollars = (amount: number) => ({ amount, currency: 'USD', unreported: 0 });
const lineOf = (...cells: readonly Cell[]): string | null => renderSpending({ cells });
const task = (benchmark: string, more: Partial<Cell>): Cell => cell(benchmark, 'strict', 0.5, more);

describe('renderSpending', () => {
  it.each<[string, readonly Cell[], string | null]>([
    [
      'tokens alone without a price',
      [task('a', { tokens: tokens() })],
      '800.0k tokens in, 90.0k out, at most 4.1k an answer',
    ],
    [
      'cost and reasoning of several tasks',
      [
        task('a', { tokens: tokens({ reasoning: 70_000 }), cost: dollars(1.2) }),
        task('b', { tokens: tokens({ input: 12_000 }), cost: dollars(0.03) }),
      ],
      '$1.23 for 812.0k tokens in, 180.0k out (70.0k of it reasoning), at most 4.1k an answer',
    ],
    [
      'a task once, however many graders judged it',
      [
        task('a', { tokens: tokens(), cost: dollars(1) }),
        { ...task('a', { tokens: tokens(), cost: dollars(1) }), grader: 'eurus' },
      ],
      '$1.00 for 800.0k tokens in, 90.0k out, at most 4.1k an answer',
    ],
    [
      'what is not known',
      [
        task('a', {
          tokens: tokens({ unreported: { input: 3, output: 2, reasoning: 9 } }),
          cost: dollars(1),
        }),
      ],
      '$1.00 for 800.0k tokens in, 90.0k out, at most 4.1k an answer; without 3 answers whose tokens the server did not report',
    ],
    [
      'nothing where nothing was reported',
      [task('a', { tokens: { input: null, output: null, reasoning: null } })],
      null,
    ],
    ['nothing without cells', [], null],
  ])('says %s', (_, cells, line) => expect(lineOf(...cells)).toBe(line));
});

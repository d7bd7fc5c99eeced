import { describe, expect, it } from 'vitest';
import type { AdjustedDifference, ComparedCell, RunComparison } from '../../src/core/index.ts';
import { renderComparison, tableFormats } from '../../src/report/index.ts';

const hostile = '=HYPERLINK("x")\u001b]0;title\u0007|<b>\u202e\\input{x}&\n_';

const side = {
  correct: 0,
  trials: 1,
  verdict: 'incorrect',
  at: 'runs/a/verdicts/b.cot.exact.jsonl:3',
} as const;
const numbers: AdjustedDifference = {
  ...{ samples: 20, a: 0.5, b: 0.55, difference: 0.05, ci95: [-0.1, 0.2], p: 0.00002, p_holm: 0.00004 },
  ...{ test: 'mcnemar', detectable: null, gained: 2, lost: 1 },
};

const cell: ComparedCell = {
  ...numbers,
  ...{ benchmark: hostile, protocol: 'cot', grader: hostile, only_a: 1, only_b: 0, unscored: 2 },
  groups: { [hostile]: { [hostile]: numbers } },
  flips: [{ id: hostile, direction: 'gained', a: side, b: { ...side, correct: 1, verdict: 'correct' } }],
};

const comparison: RunComparison = {
  a: { model: hostile, directory: `runs/${hostile}` },
  b: { model: 'b', directory: 'runs/b' },
  cells: [cell],
  overall: null,
  warnings: [hostile],
  left_out: [hostile],
};

describe('renderComparison', () => {
  it.each(tableFormats.filter(format => format !== 'json'))('shows hostile names as text in %s', format => {
    for (const flips of [false, true]) {
      const text = renderComparison(comparison, format, { width: 120, groups: true, flips });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  it('lets no name end a cell, be markup or a formula', () => {
    const render = (format: 'md' | 'latex' | 'csv') =>
      renderComparison(comparison, format, { width: 120, groups: true, flips: false });
    expect(render('md')).not.toMatch(/[^\\]<b>/);
    const widths = render('md')
      .split('\n')
      .filter(line => line.startsWith('|'))
      .map(line => line.replaceAll('\\|', '').split('|').length);
    expect(new Set(widths).size).toBe(1);
    expect(render('latex')).not.toMatch(/^[^%].*\\input/m);
    expect(render('csv')).not.toMatch(/(^|,)"?=/m);
  });

  it('keeps numbers in csv numbers, negative ones too', () => {
    const [, line = ''] = renderComparison(comparison, 'csv', {
      ...{ width: 120, groups: false, flips: false },
    }).split(/\n(?=[^_])/);
    expect(line).toMatch(/,20,1,0,2,50\.00,55\.00,5\.00,-10\.00,20\.00,0\.00002,0\.00004,mcnemar,,2,1$/);
  });

  it('says what a difference is held against, and small p in words', () => {
    const text = renderComparison(comparison, 'terminal', { width: 160, groups: false, flips: false });
    expect(text).toMatch(/<0\.0001 +<0\.0001\* +–/);
    expect(text).toMatch(/samples left out: 1 only A has, 2 unscored in one of them/);
  });

  it('gives everything in json', () => {
    expect(
      JSON.parse(renderComparison(comparison, 'json', { width: 80, groups: false, flips: false })),
    ).toEqual(comparison);
  });
});

import { describe, expect, it } from 'vitest';
import { renderRunSummary, renderTable } from '../../src/report/index.ts';
import { cell, counts, metric } from './cells.ts';

const cut = cell('gsm8k', 'strict', 0.6, {
  counts: counts({ truncated: 12 }),
  completed: metric(0.6818, { samples: 88 }),
});
const whole = cell('svamp', 'strict', 0.6, { completed: metric(0.6) });
const options = { width: 200 };
const rows = [{ model: 'm', summary: { cells: [cut, whole] } }];

describe('the table of a run', () => {
  const headOf = (text: string): string => text.split('\n')[1] ?? '';

  it('has a column of completed answers only where some were cut off', () => {
    const text = renderRunSummary({ cells: [cut, whole] }, options);
    expect(headOf(text)).toContain('completed');
    expect(text).toContain('68.18 %');
    expect(headOf(renderRunSummary({ cells: [whole] }, options))).not.toContain('completed');
  });

  it('has a column of filtered answers only where there are some', () => {
    const filtered = cell('svamp', 'strict', 0.6, { counts: counts({ filtered: 3 }) });
    expect(renderRunSummary({ cells: [filtered] }, options)).toContain('3 (3.0 %)');
    expect(headOf(renderRunSummary({ cells: [whole] }, options))).not.toContain('filtered');
  });

  it.each([
    [{ unknown_ending: 100 }, 'unknown'],
    [{ unknown_ending: 7, truncated: 2 }, '2 (2.0 %), 7 unknown'],
    [{ truncated: 2 }, '2 (2.0 %)'],
    [{}, '0'],
  ])('says of %j that %s were cut off', (more, shown) => {
    const text = renderRunSummary(
      { cells: [cell('svamp', 'strict', 0.6, { counts: counts(more) })] },
      options,
    );
    expect(text.split('\n')[3]?.split('│').at(-2)?.trim()).toBe(shown);
  });

  it('says the same where the terminal is narrow', () => {
    expect(renderRunSummary({ cells: [cut] }, { width: 60 })).toContain('\n  completed 68.18 %');
  });
});

describe('a leaderboard', () => {
  it.each(['terminal', 'md'] as const)('names the accuracy of completed answers beside † in %s', format => {
    expect(renderTable(rows, format, options)).toContain('12 of 100 (68.2 without them)');
  });

  it('has it as a column of csv where some were cut off', () => {
    const [head = '', line = ''] = renderTable(rows, 'csv', options).split('\n');
    const at = head.split(',').indexOf('gsm8k.cot.strict completed');
    expect(line.split(',')[at]).toBe('68.18');
    expect(head).not.toContain('svamp.cot.strict completed');
  });

  it('has it in json', () => {
    const { rows: shown } = JSON.parse(renderTable(rows, 'json', options));
    expect(shown[0].cells['gsm8k.cot.strict'].completed.value).toBe(0.6818);
  });
});

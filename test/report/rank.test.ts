import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../src/core/index.ts';
import { type Contender, placesOf, renderTable, type TableRow } from '../../src/report/index.ts';
import { cell, counts, metric } from './cells.ts';

const of = (percent: number | null, basis: string | null = 'same', samples = 100): Contender => ({
  percent,
  basis,
  samples,
});

describe('the places of a column', () => {
  it.each<[string, readonly Contender[], readonly (number | null)[]]>([
    ['go from the highest', [of(10), of(30), of(20)], [3, 1, 2]],
    ['are shared by numbers that print alike', [of(30.04), of(29.96), of(20), of(20)], [1, 1, 2, 2]],
    ['leave out what is not there', [of(null), of(1), of(2)], [null, 2, 1]],
    ['are not given to a single number', [of(50), of(null)], [null, null]],
    ['are not given to none', [], []],
    ['leave out what may not be compared', [of(90, null), of(50), of(40)], [null, 1, 2]],
    [
      'are among the numbers over the most samples',
      [of(90, 'few', 20), of(95, 'few', 20), of(80, 'few', 20), of(50), of(40)],
      [null, null, null, 1, 2],
    ],
    [
      'of as many but other samples are among those of the most rows',
      [of(90, 'other'), of(50), of(40)],
      [null, 1, 2],
    ],
    [
      'are not given where two bases are as large',
      [of(90, 'other'), of(80, 'other'), of(50), of(40)],
      [null, null, null, null],
    ],
    ['are not given where no two numbers are comparable', [of(1, 'a'), of(2, 'b')], [null, null]],
    ['are all the first where all are alike', [of(0), of(0), of(0)], [1, 1, 1]],
  ])('%s', (_name, column, places) => {
    expect(placesOf(column)).toEqual(places);
  });
});

const row = (model: string, one: Cell, asked?: string): TableRow => ({
  model,
  summary: { cells: [one] },
  ...(asked === undefined ? {} : { asked: { 'bbh.cot.official': asked } }),
});
const bbh = (value: number, more: Partial<Cell> = {}): Cell => cell('bbh', 'official', value, more);
const ranked = (rows: readonly TableRow[]): readonly (number | null)[] =>
  JSON.parse(renderTable(rows, 'json', { width: 80 })).rows.map(
    ({ ranks }: { ranks: Record<string, number> }) => ranks['bbh.cot.official'] ?? null,
  );

describe('a number of a leaderboard has no place beside others', () => {
  const others = [row('a', bbh(0.7)), row('b', bbh(0.6))];

  it.each<[string, TableRow]>([
    ['over fewer samples', row('c', bbh(0.9, { metrics: { 'pass@1': metric(0.9, { samples: 20 }) } }))],
    ['over more trials', row('c', bbh(0.9, { metrics: { 'pass@1': metric(0.9, { trials: 4 }) } }))],
    ['over other samples, as many', row('c', bbh(0.9), 'other ids')],
    ['that was not wholly scored', row('c', bbh(0.9, { counts: counts({ unscored: 1 }) }))],
    ['that is not wholly answered', row('c', bbh(0.9, { missing: 1 }))],
    ['that was asked without the started answer', row('c', bbh(0.9, { start: 'left-out' }))],
    ['of another grader', row('c', cell('bbh', 'eurus', 0.9))],
    ['of another protocol', row('c', bbh(0.9, { protocol: 'direct' }))],
    ['that is not there', row('c', bbh(0, { metrics: {} }))],
  ])('%s', (_name, odd) => {
    expect(ranked([...others, odd])).toEqual([1, 2, null]);
  });
});

describe('marks', () => {
  const rows = [row('a', bbh(0.7)), row('b', bbh(0.6)), row('c', bbh(0.6)), row('d', bbh(0.5))];
  const text = (format: 'md' | 'latex' | 'csv' | 'terminal', styled = false): string =>
    renderTable(rows, format, { width: 80, styled });

  it('are bold and underlined in md and LaTeX, with what they mean', () => {
    expect(text('md')).toContain(
      '| a | **70.0** |\n| b | <ins>60.0</ins> |\n| c | <ins>60.0</ins> |\n| d | 50.0 |',
    );
    expect(text('md')).toContain('**bold**: best of its column');
    expect(text('latex')).toContain(
      'a & \\textbf{70.0} \\\\\nb & \\underline{60.0} \\\\\nc & \\underline{60.0} \\\\\nd & 50.0 \\\\',
    );
    expect(text('latex')).toContain('% \\usepackage{booktabs}');
  });

  it('are styles on a terminal that has them, and nothing elsewhere', () => {
    expect(text('terminal', true)).toContain('\u001b[1m70.0\u001b[22m');
    expect(text('terminal', true)).toContain('\u001b[4m60.0\u001b[24m');
    expect(text('terminal', true)).toContain('bold: best of its column');
    expect(text('terminal')).not.toContain('\u001b');
    expect(text('terminal')).not.toContain('bold');
    expect(text('csv')).toContain('a,70.00,');
  });

  it('leave the borders of a styled table where they are', () => {
    const bare = stripVTControlCharacters(text('terminal', true)).split('\nbold')[0];
    expect(bare).toBe(text('terminal'));
  });
});

import { describe, expect, it } from 'vitest';
import {
  type ProgressCounts,
  renderColumns,
  renderProgressLine,
  renderRunSummary,
} from '../../src/report/index.ts';
import { cell, counts, metric } from './cells.ts';

describe('renderRunSummary', () => {
  const metrics = {
    'pass@1': metric(0.7397, { stderr: 0.0054, ci95: [0.729, 0.7503], samples: 6511 }),
    macro: metric(0.7371, { stderr: 0.005, ci95: [0.7265, 0.7464], samples: 6511, trials: 2 }),
  };
  const summary = {
    cells: [
      cell('bbh', 'official', 0, { metrics, missing: 4, counts: counts({ unscored: 2, truncated: 3 }) }),
    ],
  };

  it('gives each metric with error and interval, and the counts', () => {
    const lines = renderRunSummary(summary, { width: 200 }).split('\n');
    expect(lines[3]?.split('│').map(text => text.trim())).toEqual([
      '',
      'bbh.cot',
      'official',
      'pass@1',
      '73.97 ± 0.54',
      '[72.9, 75.0]',
      '6511',
      '60',
      '30',
      '10',
      '2 (4 missing)',
      '3 (2.9 %)',
      '',
    ]);
    expect(lines[4]).toMatch(/macro │ 73\.71 ± 0\.50 │ \[72\.7, 74\.6\] │ 6511 × 2/);
  });

  it('says the same in lines where the terminal is narrow', () => {
    expect(renderRunSummary(summary, { width: 60 })).toBe(
      [
        'bbh.cot (official)',
        '  pass@1 73.97 ± 0.54 % [72.9, 75.0], 6511 samples',
        '  macro 73.71 ± 0.50 % [72.7, 74.6], 6511 × 2 samples',
        '  correct 60, incorrect 30, no answer 10',
        '  unscored 2, cut off 3, missing 4',
      ].join('\n'),
    );
  });

  it('shows a cell in which nothing was scored', () => {
    const empty = { cells: [cell('b', 'g', 0, { metrics: {} })] };
    expect(renderRunSummary(empty, { width: 200 })).toMatch(/pass@1 │ +– │ +– │ +0 │/);
    expect(renderRunSummary({ cells: [] }, { width: 80 })).toBe('Nothing was scored.');
  });
});

describe('renderProgressLine', () => {
  const progress: ProgressCounts = {
    planned: 1319,
    generated: 312,
    resumed: 100,
    scored: 300,
    correct: 150,
    unscored: 2,
    inFlight: 32,
    retries: 3,
    errors: 1,
    inputTokens: 123_456,
    outputTokens: 4_500_000,
    startedAtMs: 1000,
  };

  it('says how far it is, how fast, how long still, and how it goes', () => {
    expect(renderProgressLine(progress, 31_000, 200)).toBe(
      '312/1319 24 %  correct 50.0 %  ETA 2 min 23 s  errors 1  7.1/s  to score 10  unscored 2  in flight 32  retries 3  tokens 123.5k in, 4.5M out',
    );
  });

  it('says why the last try failed, also while nothing has been answered', () => {
    const lastFailure = 'no usable answer (text/html instead of JSON)';
    const trying = {
      ...progress,
      generated: 0,
      resumed: 0,
      scored: 0,
      unscored: 0,
      errors: 0,
      retries: 0,
      lastFailure,
    };
    expect(renderProgressLine({ ...trying, inputTokens: 0, outputTokens: 0 }, 11_000, 160)).toBe(
      `0/1319 0 %  in flight 32  last failure: ${lastFailure}`,
    );
  });

  it('counts the rate from what this command did, not from what was there', () => {
    expect(renderProgressLine({ ...progress, generated: 100 }, 31_000, 200)).not.toMatch(/ETA|\/s/);
  });

  it('leaves out what matters least to fit the width', () => {
    for (const width of [0, 5, 10, 20, 40, 60, 80, 100]) {
      const line = renderProgressLine(progress, 31_000, width);
      expect(line.length).toBeLessThanOrEqual(width);
      expect('312/1319 24 %'.startsWith(line) || line.startsWith('312/1319 24 %')).toBe(true);
    }
  });

  it('draws the very first moment', () => {
    const first = {
      ...progress,
      generated: 0,
      resumed: 0,
      scored: 0,
      correct: 0,
      unscored: 0,
      errors: 0,
      retries: 0,
    };
    const none = { ...first, inFlight: 0, inputTokens: 0, outputTokens: 0 };
    expect(renderProgressLine(none, 1000, 80)).toBe('0/1319 0 %');
    expect(renderProgressLine({ ...none, planned: 0 }, 1000, 80)).toBe('0 scored');
  });

  it('counts what was judged where the end is not known', () => {
    const recorded = { ...progress, planned: 0, resumed: 0, errors: 0, retries: 0, inFlight: 0 };
    expect(renderProgressLine({ ...recorded, inputTokens: 0, outputTokens: 0 }, 31_000, 80)).toBe(
      '302 scored  correct 50.0 %  10/s  unscored 2',
    );
  });

  it.each([
    [119, 130, 'ETA 3 s'],
    [50, 100, 'ETA 30 s'],
    [200, 1000, 'ETA 2 min 0 s'],
    [1, 1000, 'ETA 8 h 19 min'],
  ])('rounds the time left up: %i of %i after 30 s', (generated, planned, left) => {
    const at = { ...progress, generated, planned, resumed: 0, scored: 0, unscored: 0 };
    expect(renderProgressLine(at, 31_000, 200)).toContain(`${left}  `);
  });
});

describe('renderColumns', () => {
  it('lines up columns, numbers to the right, and leaves out empty ones', () => {
    const rows = [
      { name: 'gsm8k', rows: 1319, note: '' },
      { name: 'humaneval', rows: 164, note: '' },
    ];
    expect(renderColumns(rows, { width: 80 })).toBe(
      ['name       rows', 'gsm8k      1319', 'humaneval   164'].join('\n'),
    );
    expect(renderColumns([], { width: 80 })).toBe('');
  });

  it('wraps the widest column to fit', () => {
    const rows = [{ name: 'a', text: 'word '.repeat(40).trim() }];
    const lines = renderColumns(rows, { width: 50 }).split('\n');
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(50);
    expect(lines.slice(1).join('').replace(/\W/g, '')).toBe(`a${'word'.repeat(40)}`);
  });

  it('takes control characters out of values', () => {
    expect(renderColumns([{ name: 'a\u001b[31mb\nc' }], { width: 80 })).toBe('name\nab c');
  });
});

import { describe, expect, it } from 'vitest';
import { type JobSummary, renderJobSummary } from '../../src/report/index.ts';
import { cell, counts } from './cells.ts';

const job = (more: Partial<JobSummary> = {}): JobSummary => ({
  model: 'my-model',
  summary: { cells: [cell('gsm8k', 'strict', 0.75, { counts: counts({ unscored: 2 }), missing: 3 })] },
  below: [],
  thresholds: 0,
  ending: '100 of 105 trials answered.',
  directory: 'results/runs/ci',
  baseline: null,
  ...more,
});

describe('a job summary', () => {
  it('has the numbers with their intervals, and the counts', () => {
    const text = renderJobSummary(job());
    expect(text).toContain('## eurus-eval: my-model\n');
    expect(text).toContain(
      '| gsm8k.cot | strict | pass@1 | 75.00 | 73.0 to 77.0 | 100 | 60 | 30 | 10 | 2 | 3 | 0 |',
    );
    expect(text).toContain('100 of 105 trials answered.  \nResults: `results/runs/ci`');
    expect(text).not.toContain('threshold');
  });

  it('says how the thresholds ended', () => {
    expect(renderJobSummary(job({ thresholds: 1 }))).toContain('✅ Every number is at or above');
    const low = renderJobSummary(job({ thresholds: 1, below: ['Below --fail-under pass@1=0.8: gsm8k'] }));
    expect(low).toContain('❌ Below --fail-under pass@1=0.8: gsm8k');
    expect(low).not.toContain('✅');
  });

  it('names what flipped against a baseline, and counts the rest', () => {
    const flips = {
      name: 'gsm8k.cot.strict',
      before: cell('gsm8k', 'strict', 0.8),
      now: cell('gsm8k', 'strict', 0.75),
      both: 100,
      broken: { count: 21, keys: ['gsm8k.cot/1/0', 'a`b'] },
      mended: { count: 0, keys: [] },
    };
    const text = renderJobSummary(job({ baseline: { directory: 'main', flips: [flips] } }));
    expect(text).toContain('### Against `main`');
    expect(text).toContain('| gsm8k.cot.strict | 80.00 | 75.00 | −5.00 | 100 | 21 | 0 |');
    expect(text).toContain("- `gsm8k.cot/1/0`\n- `a'b`\n- and 19 more");
    expect(text).not.toContain('right now only</summary>');
    expect(renderJobSummary(job({ baseline: { directory: 'main', flips: [] } }))).toContain(
      'nothing in common'.slice(8),
    );
  });

  it('shows names of others as text', () => {
    const hostile = '<img src=x onerror=y> | [a](http://b) \u001b[2J\n# title';
    const text = renderJobSummary(job({ model: hostile, summary: { cells: [cell(hostile, hostile, 0.5)] } }));
    expect(text).not.toMatch(/(?<!\\)<img|(?<!\\)\[a\]/);
    expect(text).not.toContain('\u001b');
    expect(text.split('\n').some(line => /^# title/.test(line))).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import type { ComparedCell } from '../../src/core/index.ts';
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

  it('says how it differs from a baseline, and names the samples', () => {
    const side = { correct: 0, trials: 1, verdict: null, at: '' };
    const flips = Array.from({ length: 21 }, (_, at) => ({
      ...{ id: at === 1 ? 'a`b' : String(at), direction: 'lost' as const, a: side, b: side },
    }));
    const compared: ComparedCell = {
      ...{ benchmark: 'gsm8k', protocol: 'cot', grader: 'strict', samples: 100, a: 0.8, b: 0.59 },
      ...{ difference: -0.21, ci95: [-0.3, 0.01], p: 1e-6, p_holm: 1e-6, test: 'mcnemar', detectable: null },
      ...{ gained: 0, lost: 21, only_a: 0, only_b: 0, unscored: 0, groups: {}, flips },
    };
    const run = { model: 'm', directory: 'd' };
    const comparison = {
      a: run,
      b: run,
      cells: [compared],
      overall: null,
      warnings: ['seed: *'],
      left_out: [],
    };
    const text = renderJobSummary(job({ baseline: { directory: 'main', comparison } }));
    expect(text).toContain('### Against `main`');
    expect(text).toContain(
      '| gsm8k.cot | strict | 100 | 80.00 | 59.00 | −21.00 | −30.00 to +1.00 | < 0.0001 | 21 | 0 |',
    );
    expect(text).toContain('<summary>gsm8k.cot (strict): worse on 21</summary>');
    expect(text).toContain("`0`, `a'b`, `2`");
    expect(text).toContain('`19`, and 1 more');
    expect(text).toContain('- seed: \\*');
    expect(text).not.toContain('better on 0');
    const apart = renderJobSummary(job({ baseline: { directory: 'main', comparison: null } }));
    expect(apart).toContain('no scored sample in common');
  });

  it('shows names of others as text', () => {
    const hostile = '<img src=x onerror=y> | [a](http://b) \u001b[2J\n# title';
    const text = renderJobSummary(job({ model: hostile, summary: { cells: [cell(hostile, hostile, 0.5)] } }));
    expect(text).not.toMatch(/(?<!\\)<img|(?<!\\)\[a\]/);
    expect(text).not.toContain('\u001b');
    expect(text.split('\n').some(line => /^# title/.test(line))).toBe(false);
  });
});

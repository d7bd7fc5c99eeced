import { describe, expect, it } from 'vitest';
import type { Part } from '../../src/core/index.ts';
import { cellAccumulator, wilson } from '../../src/metric/index.ts';

const totals = { tokens: { input: 0, output: 0, reasoning: 0 }, duration_s: 0, missing: 0 };

/** `a+` is a part `a` that passed, `b-` one that failed. */
const partsOf = (text: string): readonly Part[] =>
  text.split(' ').map(part => ({ name: part.slice(0, -1), passed: part.endsWith('+') }));

const cellFrom = (
  trials: readonly (readonly [string, string])[],
  parts: string | undefined = 'instruction',
) => {
  const accumulator = cellAccumulator({ benchmark: 'b', protocol: 'p', grader: 'g', parts });
  for (const [id, text] of trials) {
    const its = partsOf(text);
    const verdict = its.every(({ passed }) => passed) ? 'correct' : 'incorrect';
    accumulator.add({ id, verdict, ending: 'finished', parts: its });
  }
  return accumulator.cell(totals);
};

describe('the parts of verdicts', () => {
  it('count one by one beside the verdicts, whole and by kind and family', () => {
    const { metrics, groups } = cellFrom([
      ['1', 'case:upper+ case:lower- words:few+'],
      ['2', 'words:few-'],
      ['3', 'case:upper+'],
    ]);
    expect(metrics['pass@1']?.value).toBeCloseTo(1 / 3, 12);
    expect(metrics['instruction-level']).toMatchObject({ value: 0.6, samples: 3, trials: 1 });
    expect(Object.keys(groups.instruction ?? {})).toEqual(['case:lower', 'case:upper', 'words:few']);
    expect(groups.instruction?.['case:upper']?.metrics['pass@1']).toMatchObject({ value: 1, samples: 2 });
    expect(groups.instruction?.['words:few']?.counts).toMatchObject({ correct: 1, incorrect: 1 });
    const family = groups['instruction-family']?.case;
    expect(family?.metrics['pass@1']?.value).toBeCloseTo(2 / 3, 12);
    expect(family?.counts).toMatchObject({ correct: 2, incorrect: 1 });
  });

  it('give the error of a ratio, clustered by sample', () => {
    const metric = cellFrom([
      ['1', 'a+ a+ a-'],
      ['2', 'a-'],
      ['3', 'a+'],
    ]).metrics['instruction-level'];
    // Residuals 2 − 0.6 × 3, 0 − 0.6, 1 − 0.6.
    const squares = 0.2 ** 2 + 0.6 ** 2 + 0.4 ** 2;
    expect(metric?.stderr).toBeCloseTo(Math.sqrt((squares * 3) / 2) / 5, 12);
    // Three parts' worth of rights and two of wrongs are too few to resample.
    expect(metric?.ci95).toEqual(wilson(0.6 * 3, 3));
  });

  it('draw samples, not parts, where all agree', () => {
    const { metrics } = cellFrom([
      ['1', 'a+ b+ c+'],
      ['2', 'a+'],
    ]);
    expect(metrics['instruction-level']).toMatchObject({ value: 1, stderr: 0, ci95: wilson(2, 2) });
  });

  it('are the mean of the samples where all have as many', () => {
    const { metrics } = cellFrom([
      ['1', 'a+'],
      ['2', 'a-'],
    ]);
    expect(metrics['instruction-level']).toEqual(metrics['pass@1']);
  });

  it('pool the trials of a sample', () => {
    const { metrics } = cellFrom([
      ['1', 'a+ b-'],
      ['1', 'a+ b+'],
      ['2', 'a-'],
      ['2', 'a-'],
    ]);
    expect(metrics['instruction-level']).toMatchObject({ value: 0.5, samples: 2, trials: 2 });
  });

  it('do not depend on the order of trials', () => {
    const trials = Array.from(
      { length: 30 },
      (_, i) => [String(i), i % 3 === 0 ? 'a+ b-' : i % 7 === 0 ? 'a-' : 'a+'] as const,
    );
    expect(cellFrom([...trials].reverse())).toEqual(cellFrom(trials));
  });

  it('leave unscored trials out, and a cell without parts as it was', () => {
    const accumulator = cellAccumulator({ benchmark: 'b', protocol: 'p', grader: 'g', parts: 'instruction' });
    accumulator.add({ id: '1', verdict: 'unscored', ending: 'finished', parts: partsOf('a-') });
    accumulator.add({ id: '2', verdict: 'correct', ending: 'finished' });
    const { metrics, groups } = accumulator.cell(totals);
    expect(Object.keys(metrics)).toEqual(['pass@1']);
    expect(groups).toEqual({});
  });
});

import { describe, expect, it } from 'vitest';
import { estimate, macroMean, wilson, z95 } from '../../src/metric/index.ts';

describe('wilson', () => {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", method 3
  it.each([
    [81, 263, '0.2553', '0.3662'],
    [15, 148, '0.0624', '0.1605'],
    [0, 20, '0.0000', '0.1611'],
    [1, 29, '0.0061', '0.1718'],
  ])('gives %i of %i the published interval %s to %s', (successes, n, low, high) => {
    expect(wilson(successes, n).map(bound => bound.toFixed(4))).toEqual([low, high]);
  });

  it('bounds the proportions from which the observed one is 1.96 standard errors away', () => {
    for (const [successes, n] of [
      [3, 10],
      [164, 200],
      [1, 1319],
    ] as const) {
      for (const bound of wilson(successes, n)) {
        const distance = Math.abs(successes / n - bound) / Math.sqrt((bound * (1 - bound)) / n);
        expect(distance).toBeCloseTo(z95, 9);
      }
    }
  });

  it('ends exactly at 0 and 1 when every draw agrees', () => {
    expect(wilson(0, 7)[0]).toBe(0);
    expect(wilson(7, 7)[1]).toBe(1);
  });
});

describe('estimate', () => {
  it('gives the standard error of yes-or-no samples as √(p(1−p)/(n−1))', () => {
    const { value, stderr, ci95, samples, trials } = estimate([1, 1, 1, 0, 0], 1);
    expect(value).toBeCloseTo(0.6, 12);
    expect(stderr).toBeCloseTo(Math.sqrt((0.6 * 0.4) / 4), 12);
    expect(ci95).toEqual(wilson(3, 5));
    expect([samples, trials]).toEqual([5, 1]);
  });

  it('takes the sample as the unit when there are more trials', () => {
    // Per-sample means 1, 0.5, 0: variance 0.25, standard error √(0.25/3)
    const { value, stderr, ci95 } = estimate([1, 0.5, 0], 2);
    expect(value).toBeCloseTo(0.5, 12);
    expect(stderr).toBeCloseTo(Math.sqrt(0.25 / 3), 12);
    expect(ci95).toEqual(wilson(1.5, 3));
  });

  it('draws the samples again where there are enough rights and wrongs, and stays within 0–1', () => {
    const values = [...Array(30).fill(1), ...Array(20).fill(0.5), ...Array(30).fill(0.25)];
    const { value, stderr, ci95 } = estimate(values, 4);
    expect(ci95[0]).toBeGreaterThan(value - 2.3 * stderr);
    expect(ci95[0]).toBeLessThan(value - 1.7 * stderr);
    expect(ci95[1]).toBeGreaterThan(value + 1.7 * stderr);
    expect(ci95[1]).toBeLessThan(value + 2.3 * stderr);
    const [, high] = estimate([...Array(1000).fill(1), ...Array(20).fill(0.75)], 4).ci95;
    expect(high).toBeLessThanOrEqual(1);
  });

  it('takes the samples for the draws where there are too few wrongs to see how they spread', () => {
    const values = [...Array(90).fill(1), ...Array(10).fill(0.75)];
    expect(estimate(values, 4).ci95).toEqual(wilson(97.5, 100));
  });

  it('does not claim certainty when all trials of all samples agree', () => {
    expect(estimate([1, 1, 1, 1], 5).ci95).toEqual(wilson(4, 4));
  });

  it('takes equal values for no proof that all samples are alike', () => {
    const { stderr, ci95 } = estimate(Array(10).fill(0.5), 4);
    expect(stderr).toBe(0);
    expect(ci95).toEqual(wilson(5, 10));
    const [low, high] = estimate([0.1, 0.1, 0.1], 10).ci95;
    expect(low).toBeLessThan(0.1);
    expect(high).toBeGreaterThan(0.1);
  });

  it('says nothing about others from one sample that is neither right nor wrong', () => {
    expect(estimate([0.5], 2)).toMatchObject({ value: 0.5, stderr: 0, ci95: [0, 1] });
  });
});

describe('macroMean', () => {
  it('counts every group the same', () => {
    const groups = [estimate([1], 1), estimate([0, 0, 0, 1], 1)];
    const { value, stderr, samples } = macroMean(groups);
    expect(value).toBeCloseTo((1 + 0.25) / 2, 12);
    expect(stderr).toBeCloseTo((groups[1]?.stderr ?? 0) / 2, 12);
    expect(samples).toBe(5);
  });

  it('gives one group its own interval', () => {
    const group = estimate([1, 0, 1, 1], 1);
    const [low, high] = macroMean([group]).ci95;
    expect(low).toBeCloseTo(group.ci95[0], 12);
    expect(high).toBeCloseTo(group.ci95[1], 12);
  });

  it('narrows with more groups, and not to a point when all are right', () => {
    const right = estimate(Array(20).fill(1), 1);
    const [low, high] = macroMean([right, right, right, right]).ci95;
    expect(high).toBe(1);
    expect(low).toBeGreaterThan(right.ci95[0]);
    expect(low).toBeLessThan(1);
  });
});

import type { Cell, Metric } from '../../src/core/index.ts';

export const metric = (value: number, more: Partial<Metric> = {}): Metric => ({
  value,
  stderr: 0.0123,
  ci95: [value - 0.02, value + 0.02],
  samples: 100,
  trials: 1,
  ...more,
});

/** A cell of `<benchmark>.cot` by `<grader>` with a pass@1. */
export const cell = (benchmark: string, grader: string, value: number, more: Partial<Cell> = {}): Cell => ({
  benchmark,
  protocol: 'cot',
  grader,
  metrics: { 'pass@1': metric(value) },
  groups: {},
  counts: { correct: 60, incorrect: 30, 'no-answer': 10, unscored: 0, truncated: 0 },
  tokens: { input: 1, output: 2, reasoning: 0 },
  duration_s: 1,
  ...more,
});

export const counts = (more: Partial<Cell['counts']>): Cell['counts'] => ({
  correct: 60,
  incorrect: 30,
  'no-answer': 10,
  unscored: 0,
  truncated: 0,
  ...more,
});

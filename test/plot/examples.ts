import type { FigureData, FigureName } from '../../src/plot/index.ts';

/** Names of others, as many as asked for and all different: a usual one, hostile ones, usual ones. */
export const names = (count: number): readonly string[] => {
  const usual = Array.from({ length: count }, (_, index) => `organisation/model-${index}-7B`);
  return [...usual.slice(0, 1), ...hostile, ...usual.slice(1)].slice(0, count);
};

export const hostile = [
  '<script>alert(1)</script>',
  '"/><image href="http://127.0.0.1/x" onload="alert(1)"/>',
  '\u202Egnp.live\u202C',
  "a' b & <b>",
  'datum.value + event(1) {{2}}',
  `${'very-long-'.repeat(40)}name`,
  '\u0000\u001b[31mred\u001b[0m\uffff',
  // While it is drawn, the character stands before letters for colours.
  'x\uffffay',
];

const estimate = (value: number) => ({
  value,
  ci95: [Math.max(0, value - 0.05), Math.min(1, value + 0.05)] as const,
});

const values = (model: number, column: number): number => 0.1 + ((model * 7 + column * 13) % 80) / 100;

const benchmarks = ['humaneval', 'math', 'bbh'];

/** Data of every figure for a number of models. */
export const examples: { readonly [Name in FigureName]: (models: number) => FigureData[Name] } = {
  leaderboard: count => ({
    metric: 'pass@1',
    bars: names(count).flatMap((model, m) =>
      benchmarks.map((category, c) => ({ model, category, ...estimate(values(m, c)), samples: 100 })),
    ),
  }),
  groups: count => ({
    metric: 'pass@1',
    benchmark: 'MATH',
    dimension: 'level',
    bars: names(count).flatMap((model, m) =>
      ['1', '2', '3', '4', '5'].map((category, c) => ({ model, category, ...estimate(values(m, c)) })),
    ),
  }),
  scatter: count => ({
    x: 'LeetCode pass@1',
    y: 'TheoremQA pass@1',
    points: names(count).map((model, m) => ({ model, x: estimate(values(m, 0)), y: estimate(values(m, 1)) })),
  }),
  curves: count => ({
    benchmark: 'humaneval',
    curves: names(count).flatMap((model, m) =>
      ['pass@k', 'maj@k'].map((metric, c) => ({
        model,
        metric,
        points: [1, 2, 4, 8].map(k => ({ k, ...estimate(Math.min(1, values(m, c) + k / 100)) })),
      })),
    ),
  }),
  'success-at-turn': count => ({
    benchmark: 'gsm8k.cot',
    curves: names(count).flatMap((model, m) =>
      ['success@k', 'within@k'].map((metric, c) => ({
        model,
        metric,
        points: [1, 2, 3, 4, 5].map(k => ({ k, ...estimate(Math.min(1, values(m, c) + k / 100)) })),
      })),
    ),
  }),
  'implicit-rewards': count => ({
    across: 'step',
    panels: names(count).map((name, m) => ({
      name,
      points: [100, 200, 300].map(x => {
        const [chosen, rejected] = [values(m, 0) - x / 500, -values(m, 1) - x / 100];
        const mean = (value: number) => ({ value, ci95: [value - 0.1, value + 0.1] as const });
        return {
          ...{ checkpoint: `step-${x}`, x, chosen: mean(chosen), rejected: mean(rejected) },
          margin: mean(chosen - rejected),
        };
      }),
    })),
  }),
  verdicts: count => ({
    rows: names(count).flatMap((model, m) =>
      benchmarks.map(benchmark => ({
        model,
        benchmark,
        counts: { correct: 40 + m, incorrect: 30, 'no-answer': m % 3, unscored: m % 2 },
      })),
    ),
  }),
  latency: count => ({ histograms: histograms(count, 0.1) }),
  tokens: count => ({ histograms: histograms(count, 100) }),
};

const histograms = (count: number, unit: number): FigureData['tokens']['histograms'] =>
  names(count).map((model, m) => ({
    model,
    median: unit * 5,
    bins: Array.from({ length: 8 }, (_, index) => ({
      from: unit * 2 ** index,
      to: unit * 2 ** (index + 1),
      count: 1 + ((index * 5 + m) % 9),
    })),
  }));

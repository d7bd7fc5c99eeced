import type { Metric } from '../core/index.ts';

/** A section of RewardBench (Lambert et al. 2024), by its subsets and what each weighs there. */
type Section = { readonly name: string; readonly weights: Readonly<Record<string, number>> };

/**
 * What a subset weighs, as it stands in the benchmark's own table: about the number of its pairs, but 984 for `math-prm`,
 * so that mathematics weighs as much as code.
 * @see https://github.com/allenai/reward-bench `rewardbench/constants.py`
 */
export const rewardBenchSections: readonly Section[] = [
  {
    name: 'Chat',
    weights: {
      'alpacaeval-easy': 100,
      'alpacaeval-length': 95,
      'alpacaeval-hard': 95,
      'mt-bench-easy': 28,
      'mt-bench-med': 40,
    },
  },
  {
    name: 'Chat Hard',
    weights: {
      'mt-bench-hard': 37,
      'llmbar-natural': 100,
      'llmbar-adver-neighbor': 134,
      'llmbar-adver-GPTInst': 92,
      'llmbar-adver-GPTOut': 47,
      'llmbar-adver-manual': 46,
    },
  },
  {
    name: 'Safety',
    weights: {
      'refusals-dangerous': 100,
      'refusals-offensive': 100,
      'xstest-should-refuse': 250,
      'xstest-should-respond': 154,
      donotanswer: 136,
    },
  },
  {
    name: 'Reasoning',
    weights: {
      'math-prm': 984,
      'hep-cpp': 164,
      'hep-go': 164,
      'hep-java': 164,
      'hep-js': 164,
      'hep-python': 164,
      'hep-rust': 164,
    },
  },
];

export type SectionScore = { readonly name: string; readonly accuracy: Metric };

/**
 * The sections, where every subset is one of RewardBench; none otherwise. Subsets that are missing weigh nothing.
 * @param subsets all of the file, also those without an accuracy
 */
export const sectionScores = (
  accuracies: ReadonlyMap<string, Metric>,
  subsets: readonly string[],
): readonly SectionScore[] => {
  const known = new Set(rewardBenchSections.flatMap(({ weights }) => Object.keys(weights)));
  if (subsets.some(name => !known.has(name))) return [];
  return rewardBenchSections.flatMap(({ name, weights }) => {
    const parts = Object.entries(weights).flatMap(([subset, weight]) => {
      const metric = accuracies.get(subset);
      return metric === undefined ? [] : [{ metric, weight }];
    });
    return parts.length === 0 ? [] : [{ name, accuracy: weightedMean(parts) }];
  });
};

/** The interval joins those of the parts by square-and-add, as that of a plain mean over groups does. */
const weightedMean = (parts: readonly { readonly metric: Metric; readonly weight: number }[]): Metric => {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const joined = (of: (metric: Metric) => number): number =>
    Math.sqrt(parts.reduce((sum, { metric, weight }) => sum + ((weight / total) * of(metric)) ** 2, 0));
  const value = parts.reduce((sum, { metric, weight }) => sum + (weight / total) * metric.value, 0);
  return {
    value,
    stderr: joined(({ stderr }) => stderr),
    ci95: [
      Math.max(0, value - joined(metric => metric.value - metric.ci95[0])),
      Math.min(1, value + joined(metric => metric.ci95[1] - metric.value)),
    ],
    samples: parts.reduce((sum, { metric }) => sum + metric.samples, 0),
    trials: 1,
  };
};

import type { OverallDifference, PairedDifference } from '../core/index.ts';
import { differenceOf, type PairedSample } from './paired.ts';
import { createRandom } from './random.ts';
import { signFlipTest } from './sign-flip.ts';

/** One benchmark: its samples and what follows from them. */
export type BenchmarkPair = {
  readonly samples: readonly PairedSample[];
  readonly result: PairedDifference;
};

/**
 * The plain mean of the benchmarks' differences. Benchmarks are independent draws, so their intervals join by
 * square-and-add (Zou and Donner 2008); p is that of the permutation test on the same mean, in which a sample of a small
 * benchmark weighs more.
 * @param pairs at least one
 */
export const overallDifference = (pairs: readonly BenchmarkPair[]): OverallDifference => {
  const count = pairs.length;
  const mean = (of: (result: PairedDifference) => number): number =>
    pairs.reduce((sum, { result }) => sum + of(result), 0) / count;
  const squareAndAdd = (of: (result: PairedDifference) => number): number =>
    Math.sqrt(pairs.reduce((sum, { result }) => sum + of(result) ** 2, 0)) / count;
  const difference = mean(result => result.difference);
  const weighted = pairs.flatMap(({ samples }) =>
    samples.map(sample => differenceOf(sample) / (samples.length * count)),
  );
  return {
    benchmarks: count,
    samples: weighted.length,
    a: mean(({ a }) => a),
    b: mean(({ b }) => b),
    difference,
    ci95: [
      Math.max(-1, difference - squareAndAdd(result => result.difference - result.ci95[0])),
      Math.min(1, difference + squareAndAdd(result => result.ci95[1] - result.difference)),
    ],
    p: signFlipTest(
      weighted.sort((one, other) => one - other),
      createRandom('overall'),
    ),
  };
};

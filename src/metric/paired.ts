import type { PairedDifference } from '../core/index.ts';
import { detectableDifference, detectableMean } from './detectable.ts';
import { mcNemarExact } from './mcnemar.ts';
import { pairedBootstrap } from './paired-bootstrap.ts';
import { createRandom } from './random.ts';
import { signFlipTest } from './sign-flip.ts';
import { tangoInterval } from './tango.ts';

/** The scored trials of one sample by one run. */
export type ScoredTrials = { readonly correct: number; readonly trials: number };

/** One sample that two runs have scored, each at least once. */
export type PairedSample = {
  readonly id: string;
  readonly a: ScoredTrials;
  readonly b: ScoredTrials;
};

/** Draws are the same each time, so that equal runs give equal numbers. */
const seed = 'compare';

/** What b did better on this sample, as a difference of shares. */
export const differenceOf = ({ a, b }: PairedSample): number => b.correct / b.trials - a.correct / a.trials;

/**
 * The difference of two runs over the samples that both have, in any order.
 * @param samples at least one
 */
export const pairedDifference = (samples: readonly PairedSample[]): PairedDifference => {
  const sorted = [...samples].sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
  const differences = sorted.map(differenceOf);
  const n = sorted.length;
  const [gained, lost] = [differences.filter(x => x > 0).length, differences.filter(x => x < 0).length];
  const scores = {
    samples: n,
    a: sum(sorted.map(({ a }) => a.correct / a.trials)) / n,
    b: sum(sorted.map(({ b }) => b.correct / b.trials)) / n,
    gained,
    lost,
  };
  if (sorted.every(({ a, b }) => a.trials === 1 && b.trials === 1)) {
    return {
      ...scores,
      difference: (gained - lost) / n,
      ci95: tangoInterval(gained, lost, n),
      p: mcNemarExact(gained, lost),
      test: 'mcnemar',
      detectable: detectableDifference(gained + lost, n),
    };
  }
  return {
    ...scores,
    difference: sum(differences) / n,
    ci95: pairedBootstrap(differences),
    p: signFlipTest(differences, createRandom(seed)),
    test: 'sign-flip',
    detectable: detectableMean(standardError(differences)),
  };
};

const standardError = (values: readonly number[]): number => {
  const n = values.length;
  if (n < 2) return 0;
  const mean = sum(values) / n;
  return Math.sqrt(sum(values.map(x => (x - mean) ** 2)) / (n * (n - 1)));
};

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

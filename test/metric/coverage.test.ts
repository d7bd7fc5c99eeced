import { describe, expect, it } from 'vitest';
import { createRandom, estimate, passHatK, type Random } from '../../src/metric/index.ts';
import { rounds } from '../support/thorough.ts';

/** Simulated evaluations of each kind. */
const repeats = rounds({ usual: 60, thorough: 600 });

/** A population of samples: each has its own chance, uniform between two bounds, so the mean over all is known. */
type Population = {
  readonly low: number;
  readonly high: number;
  readonly samples: number;
  readonly trials: number;
  /** 1: pass@1; more: pass^k. */
  readonly k: number;
};

/** The mean of pᵏ over chances uniform between the bounds. */
const truthOf = ({ low, high, k }: Population): number =>
  low === high ? low ** k : (high ** (k + 1) - low ** (k + 1)) / ((k + 1) * (high - low));

const drawValues = ({ low, high, samples, trials, k }: Population, random: Random): readonly number[] =>
  Array.from({ length: samples }, () => {
    const chance = low + (high - low) * random.nextFraction();
    let correct = 0;
    for (let trial = 0; trial < trials; trial += 1) if (random.nextFraction() < chance) correct += 1;
    return passHatK(trials, correct, k);
  });

/** Share of simulated evaluations whose interval holds the truth. */
const coverage = (population: Population): number => {
  const random = createRandom(JSON.stringify(population));
  const truth = truthOf(population);
  let held = 0;
  for (let time = 0; time < repeats; time += 1) {
    const [low, high] = estimate(drawValues(population, random), population.trials).ci95;
    if (low <= truth && truth <= high) held += 1;
  }
  return held / repeats;
};

/** What chance alone may take away or add, at the number of rounds that run. */
const slack = 1.5 * Math.sqrt((0.95 * 0.05) / repeats);

describe('the 95 % interval', () => {
  it.each<[string, Population]>([
    ['of 40 samples of 4 trials', { low: 0, high: 1, samples: 40, trials: 4, k: 1 }],
    ['of 40 samples of 16 trials', { low: 0, high: 1, samples: 40, trials: 16, k: 1 }],
    ['of 100 hard samples', { low: 0, high: 0.3, samples: 100, trials: 8, k: 1 }],
    ['of 100 easy samples', { low: 0.6, high: 1, samples: 100, trials: 4, k: 1 }],
    ['of pass^4', { low: 0.2, high: 1, samples: 60, trials: 8, k: 4 }],
    ['of samples that are all alike', { low: 0.5, high: 0.5, samples: 60, trials: 4, k: 1 }],
  ])('%s holds the truth in 93–97 % of simulated runs', (_, population) => {
    const held = coverage(population);
    expect(held).toBeGreaterThanOrEqual(0.93 - slack);
    expect(held).toBeLessThanOrEqual(0.97 + slack);
  });

  // Few samples, or few rights among them: no interval can be exact here; it must not promise too much.
  it.each<[string, Population]>([
    ['of 5 samples', { low: 0, high: 1, samples: 5, trials: 4, k: 1 }],
    ['of 10 samples', { low: 0, high: 1, samples: 10, trials: 16, k: 1 }],
    ['of 30 samples almost never right', { low: 0, high: 0.04, samples: 30, trials: 4, k: 1 }],
    ['of 200 samples almost never right', { low: 0, high: 0.02, samples: 200, trials: 8, k: 1 }],
    ['of 30 samples almost always right', { low: 0.97, high: 1, samples: 30, trials: 4, k: 1 }],
    ['of pass^4 that is almost 0', { low: 0, high: 0.4, samples: 50, trials: 8, k: 4 }],
  ])('%s holds the truth at least that often', (_, population) => {
    expect(coverage(population)).toBeGreaterThanOrEqual(0.94 - slack);
  });
});

import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import {
  createRandom,
  estimate,
  estimateRatio,
  majorityAtK,
  passAtK,
  passHatK,
  wilson,
} from '../../src/metric/index.ts';
import { describeWith } from '../support/requires.ts';

/** A Python that has scipy: `EURUS_TEST_PYTHON`, else `python3`, else the one of the system. */
const python = [process.env.EURUS_TEST_PYTHON, 'python3', '/usr/bin/python3']
  .filter(name => name !== undefined)
  .find(name => {
    try {
      execFileSync(name, ['-c', 'import scipy.stats'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });

/** What a Python program makes of a JSON value. */
const computed = (program: string, input: unknown): unknown =>
  JSON.parse(
    execFileSync(python ?? 'python3', ['-c', `import sys, json\ninput = json.load(sys.stdin)\n${program}`], {
      input: JSON.stringify(input),
      encoding: 'utf8',
    }),
  );

/** Values of samples with chances of their own, c of n right. */
const drawnValues = (seed: string, samples: number, trials: number): readonly number[] => {
  const random = createRandom(seed);
  return Array.from({ length: samples }, () => {
    const chance = random.nextFraction();
    let correct = 0;
    for (let trial = 0; trial < trials; trial += 1) if (random.nextFraction() < chance) correct += 1;
    return correct / trials;
  });
};

describeWith('scipy (Debian: python3-scipy), for a second computation', python !== undefined)(
  'scipy agrees on',
  () => {
    it('Wilson intervals', () => {
      const cases = [
        [0, 7],
        [1, 29],
        [15, 148],
        [81, 263],
        [742, 1319],
        [20, 20],
      ] as const;
      const theirs = computed(
        `from scipy.stats import binomtest
print(json.dumps([list(binomtest(k, n).proportion_ci(method="wilson")) for k, n in input]))`,
        cases,
      ) as readonly (readonly number[])[];
      for (const [index, [k, n]] of cases.entries()) {
        const [low, high] = wilson(k, n);
        expect(low).toBeCloseTo(theirs[index]?.[0] ?? Number.NaN, 9);
        expect(high).toBeCloseTo(theirs[index]?.[1] ?? Number.NaN, 9);
      }
    });

    it('pass@k and pass^k, from the hypergeometric distribution', () => {
      const cases = [
        [10, 3, 5],
        [200, 20, 100],
        [64, 50, 8],
        [5, 5, 2],
      ] as const;
      const theirs = computed(
        `from scipy.stats import hypergeom
print(json.dumps([[1 - hypergeom.pmf(0, n, c, k), hypergeom.pmf(k, n, c, k)] for n, c, k in input]))`,
        cases,
      ) as readonly (readonly number[])[];
      for (const [index, [n, c, k]] of cases.entries()) {
        expect(passAtK(n, c, k)).toBeCloseTo(theirs[index]?.[0] ?? Number.NaN, 9);
        expect(passHatK(n, c, k)).toBeCloseTo(theirs[index]?.[1] ?? Number.NaN, 9);
      }
    });

    it('maj@k, from the multivariate hypergeometric distribution', () => {
      const cases = [
        { sizes: [4, 3, 2, 1], k: 5 },
        { sizes: [2, 5, 1, 0], k: 4 },
        { sizes: [6, 6, 6, 4], k: 10 },
      ];
      const theirs = computed(
        `from itertools import product
from scipy.stats import multivariate_hypergeom
out = []
for case in input:
    *voters, abstain = case["sizes"]
    total = 0
    for counts in product(*[range(size + 1) for size in case["sizes"]]):
        if sum(counts) != case["k"]: continue
        votes = counts[:-1]
        if votes[0] == max(votes) and votes[0] > 0:
            total += multivariate_hypergeom.pmf(counts, case["sizes"], case["k"]) / votes.count(max(votes))
    out.append(total)
print(json.dumps(out))`,
        cases,
      ) as readonly number[];
      for (const [index, { sizes, k }] of cases.entries()) {
        const [correct = 0, ...others] = sizes;
        const ballots = { correct, wrong: others.slice(0, -1), abstained: others.at(-1) ?? 0 };
        expect(majorityAtK(ballots, k)).toBeCloseTo(theirs[index] ?? Number.NaN, 9);
      }
    });

    it('standard errors, and bootstrap intervals as far as chance lets two of them agree', () => {
      const cases = [drawnValues('a', 40, 4), drawnValues('b', 150, 8), drawnValues('c', 25, 16)];
      const theirs = computed(
        `import numpy as np
from scipy.stats import bootstrap, sem
out = []
for values in input:
    found = bootstrap((np.array(values),), np.mean, n_resamples=20000, method="BCa", random_state=1)
    out.append([sem(values), found.confidence_interval.low, found.confidence_interval.high])
print(json.dumps(out))`,
        cases,
      ) as readonly (readonly number[])[];
      for (const [index, values] of cases.entries()) {
        const [error = Number.NaN, low = Number.NaN, high = Number.NaN] = theirs[index] ?? [];
        const ours = estimate(values, 4);
        expect(ours.stderr).toBeCloseTo(error, 12);
        expect(Math.abs(ours.ci95[0] - low)).toBeLessThan(0.15 * error);
        expect(Math.abs(ours.ci95[1] - high)).toBeLessThan(0.15 * error);
      }
    });

    it('ratios of sums: the error with the samples as clusters, and the interval', () => {
      const random = createRandom('ratio');
      const sizes = Array.from({ length: 60 }, () => 1 + random.below(4));
      const passed = sizes.map(
        size => Array.from({ length: size }, () => random.below(3)).filter(x => x > 0).length,
      );
      const [error = Number.NaN, low = Number.NaN, high = Number.NaN] = computed(
        `import numpy as np
from scipy.stats import bootstrap
x, w = (np.array(column, dtype=float) for column in input)
m = len(x)
# One observation a part, regressed on a constant: the sandwich of sums of residuals by cluster, with its m / (m - 1).
sums = [sum([1 - x.sum() / w.sum()] * int(a) + [-x.sum() / w.sum()] * int(b - a)) for a, b in zip(x, w)]
error = (m / (m - 1) * np.square(sums).sum()) ** 0.5 / w.sum()
statistic = lambda x, w, axis=-1: x.sum(axis=axis) / w.sum(axis=axis)
found = bootstrap((x, w), statistic, paired=True, vectorized=True, n_resamples=20000, method="BCa", random_state=1)
print(json.dumps([error, found.confidence_interval.low, found.confidence_interval.high]))`,
        [passed, sizes],
      ) as readonly number[];
      const ours = estimateRatio(passed, sizes, 1);
      expect(ours.stderr).toBeCloseTo(error, 10);
      expect(Math.abs(ours.ci95[0] - low)).toBeLessThan(0.15 * error);
      expect(Math.abs(ours.ci95[1] - high)).toBeLessThan(0.15 * error);
    });
  },
);

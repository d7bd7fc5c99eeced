import { beforeAll, describe, expect, it } from 'vitest';
import {
  createRandom,
  detectableDifference,
  detectableMean,
  holm,
  mcNemarExact,
  normalCdf,
  normalQuantile,
  overallDifference,
  type PairedSample,
  pairedBootstrap,
  pairedDifference,
  signFlipTest,
  studentPoint,
  tangoInterval,
  z95,
} from '../../src/metric/index.ts';
import { pythonWith, throughPython } from '../support/python-json.ts';
import { describeWith } from '../support/requires.ts';

const python = pythonWith('scipy');

const describeWithScipy = describeWith(
  'scipy, for a second computation (Debian: python3-scipy)',
  python !== null,
);

const rounded = (values: readonly number[], digits = 4): readonly string[] =>
  values.map(value => value.toFixed(digits));

/** Samples of one trial: how many both got right, only b, only a, neither. */
const singles = (both: number, gained: number, lost: number, neither: number): readonly PairedSample[] =>
  [
    ...Array.from({ length: both }, () => [1, 1]),
    ...Array.from({ length: gained }, () => [0, 1]),
    ...Array.from({ length: lost }, () => [1, 0]),
    ...Array.from({ length: neither }, () => [0, 0]),
  ].map(([a = 0, b = 0], index) => ({
    id: String(index),
    a: { correct: a, trials: 1 },
    b: { correct: b, trials: 1 },
  }));

describe('mcNemarExact', () => {
  it.each([
    // Cavo et al. 2012 in Fagerland, Lydersen and Laake 2017, chapter 8
    ['6 against 16', 6, 16, 0.052479],
    ['all six one way: the fewest that can be significant', 6, 0, 0.03125],
    ['five one way are too few', 0, 5, 0.0625],
    ['1 against 7 by hand: 2 (1 + 8) / 256', 1, 7, 18 / 256],
    ['an even split', 4, 4, 1],
    ['no difference at all', 0, 0, 1],
  ])('%s', (_, gained, lost, p) => {
    expect(mcNemarExact(gained, lost)).toBeCloseTo(p, 6);
    expect(mcNemarExact(lost, gained)).toBe(mcNemarExact(gained, lost));
  });

  it('rejects a true null at most as often as it says, whatever the number of flips', () => {
    for (let flips = 1; flips <= 80; flips += 1) {
      let [size, term] = [0, 0.5 ** flips];
      for (let gained = 0; gained <= flips; gained += 1) {
        if (mcNemarExact(gained, flips - gained) <= 0.05) size += term;
        term *= (flips - gained) / (gained + 1);
      }
      expect(size).toBeLessThanOrEqual(0.05);
    }
  });

  it('neither underflows nor exceeds 1 for many samples', () => {
    expect(mcNemarExact(100_000, 100_000)).toBe(1);
    expect(mcNemarExact(100_500, 99_500)).toBeGreaterThan(0.02);
    expect(mcNemarExact(100_500, 99_500)).toBeLessThan(0.03);
    expect(mcNemarExact(2_000, 0)).toBe(0);
  });
});

describe('holm', () => {
  it.each([
    // By hand: 4 · 0.005, 3 · 0.01, 2 · 0.03, and 0.04 no lower than the one before
    ['steps down', [0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]],
    ['never lets a larger p end below a smaller one', [0.02, 0.021], [0.04, 0.04]],
    ['stays below 1', [0.6, 0.7, 0.9], [1, 1, 1]],
    ['leaves one alone', [0.04], [0.04]],
    ['takes none', [], []],
  ])('%s', (_, ps, adjusted) => {
    expect(rounded(holm(ps), 12)).toEqual(rounded(adjusted, 12));
  });
});

describe('holm, once more', () => {
  it('is the closed test: the largest Bonferroni p of all families that hold a p', () => {
    const ps = [0.001, 0.2, 0.04, 0.04, 0.0007, 0.9, 0.012, 0.3];
    const closed = ps.map((_, of) => {
      let largest = 0;
      for (let family = 1; family < 2 ** ps.length; family += 1) {
        if (((family >> of) & 1) === 0) continue;
        const members = ps.filter((_, index) => (family >> index) & 1);
        largest = Math.max(largest, Math.min(1, members.length * Math.min(...members)));
      }
      return largest;
    });
    expect(rounded(holm(ps), 12)).toEqual(rounded(closed, 12));
  });
});

describe('tangoInterval', () => {
  it('gives the published interval of Cavo et al. 2012 (Fagerland, Lydersen and Laake 2017, chapter 8)', () => {
    expect(rounded(tangoInterval(6, 16, 161))).toEqual(['-0.1240', '-0.0054']);
  });

  it.each([
    // From the definition: n δ² = z² δ (1 − δ)
    ['no sample differs', 0, 0, 50, [-(z95 ** 2) / (50 + z95 ** 2), z95 ** 2 / (50 + z95 ** 2)]],
    // n (1 − δ) = z² (1 + δ)
    ['all go one way', 10, 0, 10, [(10 - z95 ** 2) / (10 + z95 ** 2), 1]],
  ] as const)('%s', (_, gained, lost, samples, expected) => {
    expect(rounded(tangoInterval(gained, lost, samples), 9)).toEqual(rounded(expected, 9));
  });

  it('excludes 0 exactly where the score test of McNemar does', () => {
    for (let gained = 0; gained <= 25; gained += 1) {
      for (let lost = 0; lost <= 25; lost += 1) {
        const [low, high] = tangoInterval(gained, lost, 60);
        const far = (gained - lost) ** 2 > z95 ** 2 * (gained + lost);
        expect({ gained, lost, excludes: low > 0 || high < 0 }).toEqual({ gained, lost, excludes: far });
      }
    }
  });

  it('turns round when the runs do', () => {
    const [low, high] = tangoInterval(9, 4, 31);
    expect(rounded(tangoInterval(4, 9, 31), 9)).toEqual(rounded([-high, -low], 9));
  });

  it('covers the true difference in 93 to 97 of 100 cases, by adding up every outcome', () => {
    // P(only b), P(only a) for small and middling samples
    for (const [n, gain, loss] of [
      [30, 0.2, 0.1],
      [50, 0.15, 0.15],
      [100, 0.1, 0.02],
      [100, 0.3, 0.2],
    ] as const) {
      expect(coverage(n, gain, loss)).toBeGreaterThan(0.93);
      expect(coverage(n, gain, loss)).toBeLessThan(0.97);
    }
  });
});

const coverage = (n: number, gain: number, loss: number): number => {
  const logFactorial = [0];
  for (let i = 1; i <= n; i += 1) logFactorial.push((logFactorial[i - 1] ?? 0) + Math.log(i));
  const of = (i: number): number => logFactorial[i] ?? 0;
  let covered = 0;
  for (let gained = 0; gained <= n; gained += 1) {
    for (let lost = 0; gained + lost <= n; lost += 1) {
      const rest = n - gained - lost;
      const log = of(n) - of(gained) - of(lost) - of(rest);
      const chances = gained * Math.log(gain) + lost * Math.log(loss) + rest * Math.log(1 - gain - loss);
      const probability = Math.exp(log + chances);
      if (probability < 1e-9) continue;
      const [low, high] = tangoInterval(gained, lost, n);
      if (low <= gain - loss && gain - loss <= high) covered += probability;
    }
  }
  return covered;
};

describe('signFlipTest', () => {
  it('is the exact McNemar test where every difference is 1', () => {
    for (const [gained, lost] of [
      [1, 7],
      [3, 8],
      [6, 6],
    ] as const) {
      const differences = [...Array(gained).fill(1), ...Array(lost).fill(-1), 0, 0];
      expect(signFlipTest(differences, createRandom(1))).toBeCloseTo(mcNemarExact(gained, lost), 12);
    }
  });

  it('counts by hand: of the 8 signs of 1, 2, 3 the sums ±6 and ±4 are as far as 4', () => {
    expect(signFlipTest([-0.1, 0.2, 0.3], createRandom(1))).toBe(4 / 8);
  });

  it('is close to the exact p where signs are drawn, and the same each time', () => {
    const differences = [...Array(30).fill(0.5), ...Array(14).fill(-0.5)];
    const p = signFlipTest(differences, createRandom(7));
    expect(Math.abs(p - mcNemarExact(30, 14))).toBeLessThan(0.005);
    expect(signFlipTest(differences, createRandom(7))).toBe(p);
  });

  it('says 1 where nothing differs', () => {
    expect(signFlipTest([0, 0, 0], createRandom(1))).toBe(1);
  });

  it('rejects a true null in at most 5 of 100 comparisons', () => {
    const random = createRandom('null');
    let rejected = 0;
    for (let round = 0; round < 400; round += 1) {
      const differences = Array.from({ length: 13 }, () => (random.below(9) - 4) / 4);
      if (signFlipTest(differences, random) <= 0.05) rejected += 1;
    }
    // 2.6 standard errors above 5 %
    expect(rejected / 400).toBeLessThan(0.079);
  });
});

describe('pairedBootstrap', () => {
  it('covers the true mean in 93 to 98 of 100 samples, few or many of them differing', () => {
    const random = createRandom('coverage');
    for (const { n, share, shift } of [
      { n: 60, share: 1, shift: 1 },
      { n: 100, share: 0.3, shift: 2 },
      { n: 120, share: 0.1, shift: 2 },
    ]) {
      // A differing sample has −½, 0, ½ or 1 of its four trials more, moved by the shift.
      const draw = (): number => (random.nextFraction() < share ? (random.below(4) - 2 + shift) / 4 : 0);
      const truth = (share * (shift - 0.5)) / 4;
      let covered = 0;
      const rounds = 300;
      for (let round = 0; round < rounds; round += 1) {
        const [low, high] = pairedBootstrap(Array.from({ length: n }, draw), 1_000);
        if (low <= truth && truth <= high) covered += 1;
      }
      expect({ n, share, covered: covered / rounds >= 0.93 && covered / rounds <= 0.98 }).toEqual({
        n,
        share,
        covered: true,
      });
    }
  });

  it('claims no certainty where every sample says the same', () => {
    const half = z95 ** 2 / (40 + z95 ** 2);
    expect(pairedBootstrap(Array(40).fill(0))).toEqual([-half, half]);
    expect(pairedBootstrap([0.5])[1]).toBe(1);
  });

  it('stays within −1 and 1', () => {
    const [, high] = pairedBootstrap([1, 1, 1, 0.5]);
    expect(high).toBe(1);
  });
});

describe('detectableDifference', () => {
  it('needs as many samples as Connor 1987 says', () => {
    for (const [discordance, n] of [
      [0.2, 100],
      [0.1, 1319],
      [0.35, 164],
    ] as const) {
      const d = detectableDifference(discordance * n, n) ?? 0;
      const needed =
        (z95 * Math.sqrt(discordance) + 0.8416212335729143 * Math.sqrt(discordance - d * d)) ** 2 / (d * d);
      expect(needed).toBeCloseTo(n, 6);
    }
  });

  it('takes all flips to go one way where fewer than that were seen', () => {
    const d = detectableDifference(0, 100) ?? 0;
    expect(d * 100).toBeCloseTo((z95 + 0.8416212335729143 * Math.sqrt(1 - d)) ** 2, 6);
    expect(d).toBeGreaterThan(0.06);
  });

  it('says where even a difference of 1 would not do', () => {
    expect(detectableDifference(1, 3)).toBeNull();
  });

  it('is found in about four of five simulated comparisons', () => {
    const [n, discordance] = [300, 0.2];
    const d = detectableDifference(discordance * n, n) ?? 0;
    const random = createRandom('power');
    let shown = 0;
    for (let round = 0; round < 2_000; round += 1) {
      let [gained, lost] = [0, 0];
      for (let i = 0; i < n; i += 1) {
        const x = random.nextFraction();
        if (x < (discordance + d) / 2) gained += 1;
        else if (x < discordance) lost += 1;
      }
      if (mcNemarExact(gained, lost) <= 0.05) shown += 1;
    }
    // The exact test is a little more cautious than the formula.
    expect(shown / 2_000).toBeGreaterThan(0.72);
    expect(shown / 2_000).toBeLessThan(0.84);
  });

  it('is 2.80 standard errors of a mean', () => {
    expect(detectableMean(0.01)).toBeCloseTo(0.028016, 6);
    expect([detectableMean(0), detectableMean(0.5)]).toEqual([null, null]);
  });
});

describe('pairedDifference', () => {
  it('compares one trial a sample by the discordant samples alone', () => {
    const result = pairedDifference(singles(36, 2, 12, 0));
    expect(result).toMatchObject({ samples: 50, a: 0.96, b: 0.76, gained: 2, lost: 12, test: 'mcnemar' });
    expect(result.difference).toBeCloseTo(-0.2, 12);
    expect(result.p).toBe(mcNemarExact(2, 12));
    expect(result.ci95).toEqual(tangoInterval(2, 12, 50));
  });

  it('takes the sample as the unit where there are more trials, in whatever order samples come', () => {
    const samples = Array.from({ length: 40 }, (_, index) => ({
      id: `s${index}`,
      a: { correct: index % 4, trials: 4 },
      b: { correct: (index * 3) % 5, trials: 4 },
    }));
    const result = pairedDifference(samples);
    expect(result).toMatchObject({ samples: 40, test: 'sign-flip' });
    expect(pairedDifference([...samples].reverse())).toEqual(result);
    expect(result.ci95[0]).toBeLessThan(result.difference);
    expect(result.ci95[1]).toBeGreaterThan(result.difference);
  });

  it('never reads a run as better than itself', () => {
    const result = pairedDifference(singles(10, 0, 0, 5));
    expect(result).toMatchObject({ difference: 0, p: 1, gained: 0, lost: 0 });
    expect(result.ci95[0]).toBeLessThan(0);
    expect(result.ci95[1]).toBeGreaterThan(0);
  });
});

describe('overallDifference', () => {
  const pairOf = (samples: readonly PairedSample[]) => ({ samples, result: pairedDifference(samples) });

  it('counts each benchmark the same and joins the intervals by square-and-add', () => {
    const pairs = [pairOf(singles(50, 30, 10, 10)), pairOf(singles(5, 1, 3, 1))];
    const [large, small] = pairs.map(({ result }) => result);
    const overall = overallDifference(pairs);
    expect(overall.difference).toBeCloseTo((0.2 - 0.2) / 2, 12);
    const below = [large, small].map(x => (x?.difference ?? 0) - (x?.ci95[0] ?? 0));
    expect(overall.ci95[0]).toBeCloseTo(overall.difference - Math.hypot(...below) / 2, 12);
    expect(overall).toMatchObject({ benchmarks: 2, samples: 110 });
    expect(overall.p).toBeGreaterThan(0.5);
  });

  it('has the p of the benchmark where there is only one', () => {
    const samples = singles(3, 8, 3, 2);
    expect(overallDifference([pairOf(samples)]).p).toBeCloseTo(mcNemarExact(8, 3), 12);
  });
});

describe('normal and Student points', () => {
  it.each([
    [0, 0.5],
    [1.959963984540054, 0.975],
    [-1.6448536269514722, 0.05],
    [6, 0.9999999990134123],
  ])('Φ(%d) = %d', (x, p) => {
    expect(normalCdf(x)).toBeCloseTo(p, 13);
    expect(normalQuantile(p)).toBeCloseTo(x, 6);
  });

  it.each([
    [1, 12.706],
    [5, 2.571],
    [9, 2.262],
    [30, 2.042],
    [120, 1.98],
  ])('t has its 97.5 % point for %i degrees of freedom at %d', (df, point) => {
    expect(Math.abs(studentPoint(df) - point)).toBeLessThan(0.001);
  });
});

describeWithScipy('against scipy', () => {
  const random = createRandom('scipy');
  const differencesOf = (count: number, shift: number): readonly number[] =>
    Array.from({ length: count }, () => (random.below(9) - shift) / 4);
  const data = {
    tables: [
      [0, 1],
      [3, 3],
      [12, 2],
      [40, 20],
      [86, 150],
      [1_000, 900],
    ],
    pairs: [
      [10, 2, 40],
      [3, 1, 12],
      [6, 16, 161],
      [0, 3, 9],
    ],
    few: differencesOf(12, 3),
    many: differencesOf(80, 3.4),
    middling: differencesOf(90, 3),
    xs: [-6, -3.3, -1, -0.2, 0.7, 2, 4.9, 5.1],
    df: [1, 2, 3, 4, 5, 8, 20, 1_000],
  };
  // One start of Python for all: its imports take longer than its sums.
  const program = `
import numpy as np
from scipy.optimize import brentq, minimize_scalar
import scipy
from scipy.stats import binomtest, bootstrap, norm, permutation_test, t
seeded = {'rng' if tuple(map(int, scipy.__version__.split('.')[:2])) >= (1, 15) else 'random_state': 1}
def tango(b, c, n):
    # From the definition: the share lost by maximising the likelihood under the difference, no closed form.
    def far(d):
        def loss(q):
            cells = [(b, q + d), (c, q), (n - b - c, 1 - 2 * q - d)]
            return -sum(k * np.log(max(p, 1e-300)) for k, p in cells if k > 0)
        least, most = max(0, -d), (1 - d) / 2
        q = minimize_scalar(loss, bounds=(least, most), method='bounded', options={'xatol': 1e-12}).x
        return (b - c - n * d) / np.sqrt(n * (2 * q + d - d * d))
    z, seen = norm.ppf(0.975), (b - c) / n
    low = brentq(lambda d: far(d) - z, -1 + 1e-9, seen)
    return [float(low), float(brentq(lambda d: far(d) + z, seen, 1 - 1e-9))]
def flips(d):
    d = np.array(d)
    return float(permutation_test((d,), np.mean, permutation_type='samples', n_resamples=20000, **seeded).pvalue)
bca = bootstrap((np.array(data['middling']),), np.mean, n_resamples=20000, method='BCa', **seeded).confidence_interval
result = {
    'mcnemar': [float(binomtest(b, b + c, 0.5).pvalue) for b, c in data['tables']],
    'tango': [tango(*pair) for pair in data['pairs']],
    'few': flips(data['few']),
    'many': flips(data['many']),
    'bca': [float(bca.low), float(bca.high)],
    'cdf': [float(norm.cdf(x)) for x in data['xs']],
    'student': [float(t.ppf(0.975, n)) for n in data['df']],
}`;
  type Theirs = Readonly<Record<'mcnemar' | 'bca' | 'cdf' | 'student', number[]>> &
    Readonly<Record<'few' | 'many', number>> & { readonly tango: readonly (readonly number[])[] };
  let theirs: Theirs;
  beforeAll(() => {
    theirs = throughPython(python ?? 'python3', program, data) as Theirs;
  });

  it('gives the same exact McNemar p', () => {
    data.tables.forEach(([b = 0, c = 0], index) => {
      expect(mcNemarExact(b, c) / (theirs.mcnemar[index] ?? 0)).toBeCloseTo(1, 9);
    });
  });

  it('gives the interval that the score statistic with a numerical likelihood gives', () => {
    data.pairs.forEach(([gained = 0, lost = 0, n = 1], index) => {
      expect(rounded(tangoInterval(gained, lost, n), 5)).toEqual(rounded(theirs.tango[index] ?? [], 5));
    });
  });

  it('gives the same permutation p, exact and drawn', () => {
    expect(signFlipTest(data.few, random)).toBeCloseTo(theirs.few, 9);
    expect(Math.abs(signFlipTest(data.many, random) - theirs.many)).toBeLessThan(0.015);
  });

  it('gives nearly the BCa interval', () => {
    const ours = pairedBootstrap(data.middling);
    const [low = 0, high = 0] = theirs.bca;
    expect(Math.abs(ours[0] - low)).toBeLessThan(0.05 * (high - low));
    expect(Math.abs(ours[1] - high)).toBeLessThan(0.05 * (high - low));
  });

  it('gives the same normal and Student points', () => {
    data.xs.forEach((x, index) => {
      expect(normalCdf(x)).toBeCloseTo(theirs.cdf[index] ?? 0, 13);
    });
    data.df.forEach((n, index) => {
      expect(Math.abs(studentPoint(n) - (theirs.student[index] ?? 0))).toBeLessThan(0.001);
    });
  });
});

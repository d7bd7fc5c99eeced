import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Ballots,
  bestOfK,
  choose,
  majorityAtK,
  meanOverSubsets,
  passAtK,
  passHatK,
  type ScoredTrial,
  type WeightedBallot,
  weightedAtK,
  weightsOf,
} from '../../src/metric/index.ts';

/** Every way to choose k of the places from 0 to n − 1, by another route than the code's: as bits of a number. */
const subsets = (n: number, k: number): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** n }, (_, bits) =>
    Array.from({ length: n }, (_, place) => place).filter(place => ((bits >> place) & 1) === 1),
  ).filter(({ length }) => length === k);

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** The vote among chosen trials: 0 is right, −1 abstains. */
const elected = (ballots: readonly WeightedBallot[], chosen: readonly number[]): number => {
  const sums = new Map<number, number>();
  for (const place of chosen) {
    const { answer, weight } = ballots[place] ?? { answer: -1, weight: 0 };
    if (answer >= 0) sums.set(answer, (sums.get(answer) ?? 0) + weight);
  }
  const most = Math.max(...sums.values());
  const first = [...sums].filter(([, sum]) => Math.abs(sum - most) < 1e-9).map(([answer]) => answer);
  return first.includes(0) ? 1 / first.length : 0;
};

const ballotsOf = ({ correct, wrong, abstained }: Ballots): readonly WeightedBallot[] => [
  ...Array.from({ length: correct }, () => ({ answer: 0, weight: 1 })),
  ...wrong.flatMap((size, index) => Array.from({ length: size }, () => ({ answer: index + 1, weight: 1 }))),
  ...Array.from({ length: abstained }, () => ({ answer: -1, weight: 1 })),
];

const anyBallots = fc
  .record({
    correct: fc.nat(5),
    wrong: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }),
    abstained: fc.nat(3),
  })
  .filter(({ correct, wrong, abstained }) => {
    const n = correct + wrong.reduce((sum, size) => sum + size, 0) + abstained;
    return n >= 1 && n <= 12;
  });

const sizeOf = ({ correct, wrong, abstained }: Ballots): number =>
  correct + wrong.reduce((sum, size) => sum + size, 0) + abstained;

describe('maj@k', () => {
  it.each<[string, Ballots, number, number]>([
    ['2 right and 2 equal wrong of 4: always a tie', { correct: 2, wrong: [2], abstained: 0 }, 4, 1 / 2],
    ['2 right against two wrong answers that differ', { correct: 2, wrong: [1, 1], abstained: 0 }, 4, 1],
    [
      '1 right of three answers: each first in a third',
      { correct: 1, wrong: [1, 1], abstained: 0 },
      3,
      1 / 3,
    ],
    ['3 right, 2 equal wrong, of 5 three: 1 + 6 of 10', { correct: 3, wrong: [2], abstained: 0 }, 3, 7 / 10],
    ['no answer does not vote', { correct: 1, wrong: [], abstained: 3 }, 4, 1],
    ['where nobody chosen answers the vote is wrong', { correct: 1, wrong: [], abstained: 3 }, 2, 1 / 2],
    ['no right answer', { correct: 0, wrong: [1, 1], abstained: 0 }, 2, 0],
  ])('%s', (_, ballots, k, expected) => {
    expect(majorityAtK(ballots, k)).toBeCloseTo(expected, 12);
  });

  it('is the mean over all subsets of trials', () => {
    fc.assert(
      fc.property(anyBallots, fc.nat(), (ballots, draw) => {
        const n = sizeOf(ballots);
        const k = 1 + (draw % n);
        const all = ballotsOf(ballots);
        const expected = mean(subsets(n, k).map(chosen => elected(all, chosen)));
        expect(majorityAtK(ballots, k)).toBeCloseTo(expected, 10);
      }),
      { numRuns: 150 },
    );
  });

  it('is pass@1 for one trial, and never above pass@k', () => {
    fc.assert(
      fc.property(anyBallots, fc.nat(), (ballots, draw) => {
        const n = sizeOf(ballots);
        const k = 1 + (draw % n);
        expect(majorityAtK(ballots, 1)).toBeCloseTo(ballots.correct / n, 12);
        expect(majorityAtK(ballots, k)).toBeLessThanOrEqual(passAtK(n, ballots.correct, k) + 1e-12);
      }),
    );
  });

  it('does not depend on the order of the classes', () => {
    fc.assert(
      fc.property(anyBallots, fc.nat(), (ballots, draw) => {
        const k = 1 + (draw % sizeOf(ballots));
        const turned = { ...ballots, wrong: ballots.wrong.toReversed() };
        expect(majorityAtK(turned, k)).toBeCloseTo(majorityAtK(ballots, k), 12);
      }),
    );
  });

  it('stays exact for large pools, and close to it where it is drawn', () => {
    // One rival: the vote is a hypergeometric count, summed here by itself.
    const between = (correct: number, wrong: number, k: number): number => {
      const n = correct + wrong;
      let sum = 0;
      for (let right = 0; right <= k; right += 1) {
        const share = (choose(correct, right) / choose(n, k)) * choose(wrong, k - right);
        sum += share * (2 * right > k ? 1 : 2 * right === k ? 0.5 : 0);
      }
      return sum;
    };
    expect(majorityAtK({ correct: 130, wrong: [126], abstained: 0 }, 128)).toBeCloseTo(
      between(130, 126, 128),
      10,
    );
    const drawn = majorityAtK({ correct: 260, wrong: [250], abstained: 0 }, 16);
    expect(Math.abs(drawn - between(260, 250, 16))).toBeLessThan(0.05);
    expect(majorityAtK({ correct: 260, wrong: [250], abstained: 0 }, 16)).toBe(drawn);
  });

  it('refuses a k that the pool does not have', () => {
    expect(() => majorityAtK({ correct: 1, wrong: [], abstained: 0 }, 2)).toThrow(RangeError);
    expect(() => majorityAtK({ correct: 1, wrong: [], abstained: 0 }, 0)).toThrow(RangeError);
  });
});

describe('pass^k', () => {
  it.each([
    [4, 3, 1, 3 / 4],
    [4, 3, 2, 1 / 2],
    [4, 3, 4, 0],
    [5, 5, 3, 1],
  ])('of %i trials, %i right, for k = %i is %d', (n, c, k, expected) => {
    expect(passHatK(n, c, k)).toBeCloseTo(expected, 12);
  });

  it('is the share of subsets that are all right', () => {
    for (const [n, c, k] of [
      [6, 4, 2],
      [8, 5, 5],
      [10, 9, 3],
    ] as const) {
      const all = subsets(n, k).map(chosen => (chosen.every(place => place < c) ? 1 : 0));
      expect(passHatK(n, c, k)).toBeCloseTo(mean(all), 12);
    }
  });

  it('is what pass@k leaves of the wrong ones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), fc.nat(), (n, a, b) => {
        const [c, k] = [a % (n + 1), 1 + (b % n)];
        expect(passHatK(n, c, k)).toBeCloseTo(1 - passAtK(n, n - c, k), 10);
      }),
    );
  });
});

const anyTrials = fc.array(
  fc.record({ correct: fc.boolean(), score: fc.option(fc.integer({ min: -2, max: 2 }), { nil: null }) }),
  { minLength: 1, maxLength: 10 },
);

describe('best@k', () => {
  it.each<[string, readonly ScoredTrial[], number, number]>([
    ['the right one has the best score', [yes(2), no(1), no(0)], 2, 2 / 3],
    ['the right one has the worst score', [yes(0), no(1), no(2)], 2, 0],
    ['equal scores share evenly', [yes(1), no(1)], 2, 1 / 2],
    ['no score ranks last', [yes(null), no(-5)], 2, 0],
    ['without any score it is a random choice', [yes(null), no(null), no(null)], 3, 1 / 3],
  ])('%s', (_, trials, k, expected) => {
    expect(bestOfK(trials, k)).toBeCloseTo(expected, 12);
  });

  it('is the mean over all subsets of trials', () => {
    const chosenBest = (trials: readonly ScoredTrial[], chosen: readonly number[]): number => {
      const its = chosen.map(place => trials[place]).filter(trial => trial !== undefined);
      const most = Math.max(...its.map(({ score }) => score ?? Number.NEGATIVE_INFINITY));
      const first = its.filter(({ score }) => (score ?? Number.NEGATIVE_INFINITY) === most);
      return first.filter(({ correct }) => correct).length / first.length;
    };
    fc.assert(
      fc.property(anyTrials, fc.nat(), (trials, draw) => {
        const k = 1 + (draw % trials.length);
        const expected = mean(subsets(trials.length, k).map(chosen => chosenBest(trials, chosen)));
        expect(bestOfK(trials, k)).toBeCloseTo(expected, 10);
      }),
      { numRuns: 150 },
    );
  });

  it('with a score that knows what is right is pass@k, with the opposite pass^k', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat(), (n, a, b) => {
        const [c, k] = [a % (n + 1), 1 + (b % n)];
        const knowing = Array.from({ length: n }, (_, place) => ({
          correct: place < c,
          score: place < c ? 1 : 0,
        }));
        expect(bestOfK(knowing, k)).toBeCloseTo(passAtK(n, c, k), 10);
        const misled = knowing.map(({ correct, score }) => ({ correct, score: -score }));
        expect(bestOfK(misled, k)).toBeCloseTo(passHatK(n, c, k), 10);
      }),
    );
  });

  it('holds for pools whose binomials are beyond a double', () => {
    const trials = Array.from({ length: 3000 }, (_, place) => ({ correct: place % 2 === 0, score: 0 }));
    expect(bestOfK(trials, 1500)).toBeCloseTo(0.5, 12);
  });
});

describe('weighted@k', () => {
  it('with equal weights is maj@k', () => {
    fc.assert(
      fc.property(anyBallots, fc.nat(), (ballots, draw) => {
        const k = 1 + (draw % sizeOf(ballots));
        expect(weightedAtK(ballotsOf(ballots), k)).toBeCloseTo(majorityAtK(ballots, k), 10);
      }),
    );
  });

  it('lets one heavy vote beat two light ones', () => {
    const ballots = [
      { answer: 0, weight: 0.9 },
      { answer: 1, weight: 0.4 },
      { answer: 1, weight: 0.4 },
    ];
    expect(weightedAtK(ballots, 3)).toBe(1);
    expect(
      weightedAtK(
        ballots.map(ballot => ({ ...ballot, weight: 1 })),
        3,
      ),
    ).toBe(0);
  });

  it('is the mean over all subsets of trials', () => {
    const anyWeighted = fc.array(
      fc.record({ answer: fc.integer({ min: -1, max: 3 }), weight: fc.integer({ min: 0, max: 4 }) }),
      { minLength: 1, maxLength: 9 },
    );
    fc.assert(
      fc.property(anyWeighted, fc.nat(), (ballots, draw) => {
        const k = 1 + (draw % ballots.length);
        const expected = mean(subsets(ballots.length, k).map(chosen => elected(ballots, chosen)));
        expect(weightedAtK(ballots, k)).toBeCloseTo(expected, 10);
      }),
      { numRuns: 150 },
    );
  });

  it('takes scores as weights, and as logarithms of weights where some are negative', () => {
    expect(weightsOf([0.2, null, 0.7], false)).toEqual([0.2, 0, 0.7]);
    const [a = 0, b = 0, c = 0] = weightsOf([-1, -3, null], true);
    expect(b / a).toBeCloseTo(Math.exp(-2), 12);
    expect(c).toBe(0);
    expect(weightsOf([-2000, -2001], true)[0]).toBe(1);
  });
});

describe('a mean over subsets', () => {
  it('looks at each subset once where there are few', () => {
    const seen: string[] = [];
    meanOverSubsets(5, 3, chosen => seen.push([...chosen].join('')));
    expect(new Set(seen)).toEqual(new Set(subsets(5, 3).map(chosen => chosen.join(''))));
    expect(seen).toHaveLength(10);
  });

  it('draws k different trials, each equally often, where there are many', () => {
    const counts = new Float64Array(30);
    meanOverSubsets(30, 10, chosen => {
      expect(new Set(chosen).size).toBe(10);
      for (const place of chosen) counts[place] = (counts[place] ?? 0) + 1;
      return 0;
    });
    for (const count of counts) expect(Math.abs(count - 2000 / 3)).toBeLessThan(5 * Math.sqrt(2000 / 3));
  });
});

function yes(score: number | null): ScoredTrial {
  return { correct: true, score };
}

function no(score: number | null): ScoredTrial {
  return { correct: false, score };
}

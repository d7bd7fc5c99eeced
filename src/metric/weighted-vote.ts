import { checkChoice } from './choose.ts';
import { passAtK } from './pass-at-k.ts';
import { meanOverSubsets } from './subsets.ts';

/** One trial in a vote by weight. */
export type WeightedBallot = {
  /** 0: right; from 1 on: classes of wrong answers; −1: no answer, which does not vote. */
  readonly answer: number;
  /** At least 0. */
  readonly weight: number;
};

/**
 * Expected correctness of the class with the largest sum of weights among k trials, over the ways to choose k of the n
 * without replacement: all of them up to 2,000, else 2,000 drawn from a fixed seed. Equal sums share the first place evenly.
 * @throws RangeError unless 1 ≤ k ≤ n
 */
export const weightedAtK = (ballots: readonly WeightedBallot[], k: number): number => {
  const n = ballots.length;
  checkChoice('weighted@k', n, k);
  const correct = ballots.filter(({ answer }) => answer === 0).length;
  if (correct === 0) return 0;
  if (k === 1 || ballots.every(({ answer }) => answer <= 0)) return passAtK(n, correct, k);
  const vote = voteOf(
    ballots.map(({ answer }) => answer),
    place => ballots[place]?.weight ?? 0,
  );
  return meanOverSubsets(n, k, vote);
};

/** Sums that differ by less are equal: their last digits depend on the order of summing. */
const relativeNoise = 1e-12;

/** Correctness of the class with the most weight among chosen trials: 1, 0, or its share of a tie. */
export const voteOf = (classes: readonly number[], weightOf: (place: number) => number) => {
  const sums = new Float64Array(Math.max(0, ...classes) + 1);
  const present = new Uint8Array(sums.length);
  return (chosen: Int32Array): number => {
    sums.fill(0);
    present.fill(0);
    for (const place of chosen) {
      const answer = classes[place] ?? -1;
      if (answer < 0) continue;
      sums[answer] = (sums[answer] ?? 0) + weightOf(place);
      present[answer] = 1;
    }
    const most = sums.reduce((best, sum) => Math.max(best, sum), 0);
    let tied = 0;
    for (let answer = 0; answer < sums.length; answer += 1) {
      if (present[answer] === 1 && (sums[answer] ?? 0) >= most * (1 - relativeNoise)) tied += 1;
    }
    return present[0] === 1 && (sums[0] ?? 0) >= most * (1 - relativeNoise) ? 1 / tied : 0;
  };
};

/**
 * Scores as weights of votes. Where none of them is negative they are the weights, as with the probabilities of a verifier
 * (Li et al. 2023, *Making language models better reasoners with step-aware verifier*). Else they are taken for logarithms
 * of weights, as log-probabilities are (Wang et al. 2023, *Self-consistency*): e^score. A trial without a score weighs 0.
 * @param scores of the trials of one sample; their largest is taken off first, which changes no vote
 */
export const weightsOf = (scores: readonly (number | null)[], areLogarithms: boolean): readonly number[] => {
  if (!areLogarithms) return scores.map(score => score ?? 0);
  const most = scores.reduce<number>(
    (best, score) => Math.max(best, score ?? best),
    Number.NEGATIVE_INFINITY,
  );
  return scores.map(score => (score === null ? 0 : Math.exp(score - most)));
};

import { checkChoice, choose } from './choose.ts';
import { passAtK } from './pass-at-k.ts';
import { meanOverSubsets } from './subsets.ts';
import { voteOf } from './weighted-vote.ts';

/** How the trials of one sample vote: by classes of equal answers. */
export type Ballots = {
  /** Trials whose answer is right: one class. */
  readonly correct: number;
  /** Trials in each class of wrong answers. */
  readonly wrong: readonly number[];
  /** Trials without an answer. */
  readonly abstained: number;
};

/** Most trials a sample for which the vote is computed exactly; beyond, over 2,000 subsets drawn from a fixed seed. */
const maxExactTrials = 256;

/**
 * Expected correctness of the commonest answer among k trials, over all ways to choose k of the n without replacement:
 * maj@k. Classes that share the first place share it evenly; where nobody answers the vote is wrong.
 *
 * Summed over the votes t of the right class: C(c, t) × the ways in which the others give k − t trials with no wrong class
 * above t, each way weighted 1/(1 + j) when j wrong classes have t as well; over C(n, k). The ways are coefficients of the
 * product, over wrong classes of size s, of Σ_{i<t} C(s, i) xⁱ + y C(s, t) xᵗ, and of (1 + x) for each trial that abstains.
 * @throws RangeError unless 1 ≤ k ≤ n
 */
export const majorityAtK = (ballots: Ballots, k: number): number => {
  const { correct, wrong, abstained } = ballots;
  const n = correct + wrong.reduce((total, size) => total + size, 0) + abstained;
  checkChoice('maj@k', n, k);
  if (correct === 0) return 0;
  if (wrong.length === 0 || k === 1) return passAtK(n, correct, k);
  if (n > maxExactTrials) return sampledMajority(ballots, n, k);
  let ways = 0;
  for (let votes = 1; votes <= Math.min(correct, k); votes += 1) {
    ways += choose(correct, votes) * waysToLose(wrong, abstained, votes, k - votes);
  }
  return Math.min(1, ways / choose(n, k));
};

/** Ways in which the others give `rest` trials and no wrong class has more than `votes`; ties weighted. */
const waysToLose = (wrong: readonly number[], abstained: number, votes: number, rest: number): number => {
  // Who cannot reach that many votes never ties: all these trials are alike.
  const free = wrong.reduce((total, size) => (size < votes ? total + size : total), abstained);
  const rivals = wrong.filter(size => size >= votes);
  const ties = Math.min(rivals.length, Math.floor(rest / votes));
  let rows: readonly Float64Array[] = Array.from({ length: ties + 1 }, (_, tied) =>
    Float64Array.from({ length: rest + 1 }, (_, taken) => (tied === 0 ? choose(free, taken) : 0)),
  );
  for (const size of rivals) rows = withRival(rows, size, votes);
  return rows.reduce((sum, row, tied) => sum + (row[rest] ?? 0) / (1 + tied), 0);
};

/** Rows by number of ties, columns by trials taken: times the polynomial of one more class. */
const withRival = (rows: readonly Float64Array[], size: number, votes: number): readonly Float64Array[] => {
  const ways = Float64Array.from({ length: votes + 1 }, (_, taken) => choose(size, taken));
  return rows.map((row, tied) =>
    row.map((_, taken) => {
      let sum = 0;
      for (let own = 0; own < votes && own <= taken; own += 1)
        sum += (ways[own] ?? 0) * (row[taken - own] ?? 0);
      const before = rows[tied - 1];
      return before === undefined || taken < votes
        ? sum
        : sum + (ways[votes] ?? 0) * (before[taken - votes] ?? 0);
    }),
  );
};

const sampledMajority = ({ correct, wrong, abstained }: Ballots, n: number, k: number): number => {
  const classes = [
    ...Array<number>(correct).fill(0),
    ...wrong.flatMap((size, index) => Array<number>(size).fill(index + 1)),
    ...Array<number>(abstained).fill(-1),
  ];
  const vote = voteOf(classes, () => 1);
  return meanOverSubsets(n, k, vote);
};

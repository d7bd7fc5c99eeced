import type { Metric } from '../core/index.ts';
import { estimate, macroMean } from '../metric/index.ts';
import { type Distribution, distributionOf, type Mean, meanOf } from './distribution.ts';
import { marginOf, objectiveTerms, ultraInteractLoss } from './objective.ts';
import type { PairRewards } from './pair.ts';
import { type SectionScore, sectionScores } from './reward-bench.ts';

/** What the objective is over: by each row's shape, or one for all. */
export const objectives = ['auto', 'bt', 'ultrainteract'] as const;
export type Objective = (typeof objectives)[number];

/** One pair as it is counted. */
export type JudgedPair = {
  readonly subset: string;
  /** Null where there is no reward of one of the two. */
  readonly rewards: PairRewards | null;
  /** True where the direct-reward term counts. */
  readonly direct: boolean;
};

/** Numbers over a set of pairs; null where none of them has both rewards. */
export type PairNumbers = {
  readonly pairs: number;
  readonly unscored: number;
  /** Pairs whose rewards are equal: wrong, as in RewardBench. */
  readonly ties: number;
  readonly accuracy: Metric | null;
  readonly margin: Distribution | null;
  readonly chosen: Mean | null;
  readonly rejected: Mean | null;
  readonly objective: {
    readonly bt: Mean;
    /** Over the pairs that have it; null where none has. */
    readonly dr: (Mean & { readonly pairs: number }) | null;
    /** L_BT, and L_DR where a pair has it, over all pairs. */
    readonly total: Mean;
  } | null;
};

/** How a reward did on pairs. */
export type Judgement = {
  readonly all: PairNumbers;
  /** In the order of the file. */
  readonly subsets: readonly (PairNumbers & { readonly subset: string })[];
  /** Mean of the subsets' accuracies, each counting the same; null where there is but one. */
  readonly macro: Metric | null;
  /** Of RewardBench, where the subsets are its own. */
  readonly sections: readonly SectionScore[];
  /** Mean of the sections. */
  readonly sectionMean: Metric | null;
};

/** Collects the pairs of a file, one after the other: a few numbers are kept of each. */
export const createJudgement = (): { add(pair: JudgedPair): void; finish(): Judgement } => {
  const bySubset = new Map<string, Collected>();
  return {
    add: ({ subset, rewards, direct }) => {
      const its = bySubset.get(subset) ?? { rewards: [], direct: [], unscored: 0 };
      bySubset.set(subset, its);
      if (rewards === null) its.unscored += 1;
      else {
        its.rewards.push(rewards);
        its.direct.push(direct);
      }
    },
    finish: () => {
      const subsets = [...bySubset].map(([subset, its]) => ({ subset, ...numbersOf([its]) }));
      const accuracies = new Map(
        subsets.flatMap(({ subset, accuracy }) => (accuracy === null ? [] : [[subset, accuracy] as const])),
      );
      const sections = sectionScores(accuracies, [...bySubset.keys()]);
      return {
        all: numbersOf([...bySubset.values()]),
        subsets,
        macro: accuracies.size > 1 ? macroMean([...accuracies.values()]) : null,
        sections,
        sectionMean: sections.length > 1 ? macroMean(sections.map(({ accuracy }) => accuracy)) : null,
      };
    },
  };
};

type Collected = { readonly rewards: PairRewards[]; readonly direct: boolean[]; unscored: number };

const numbersOf = (parts: readonly Collected[]): PairNumbers => {
  const rewards = parts.flatMap(part => part.rewards);
  const direct = parts.flatMap(part => part.direct);
  const unscored = parts.reduce((sum, part) => sum + part.unscored, 0);
  const head = { pairs: rewards.length + unscored, unscored };
  if (rewards.length === 0) {
    const nothing = { accuracy: null, margin: null, chosen: null, rejected: null, objective: null };
    return { ...head, ties: 0, ...nothing };
  }
  const terms = rewards.map(objectiveTerms);
  const ofDirect = terms.flatMap(({ dr }, at) => (direct[at] === true ? [dr] : []));
  return {
    ...head,
    ties: rewards.filter(({ chosen, rejected }) => chosen === rejected).length,
    // Compared as they are: a margin may round to 0 where they differ.
    accuracy: estimate(
      rewards.map(({ chosen, rejected }) => (chosen > rejected ? 1 : 0)),
      1,
    ),
    margin: distributionOf(rewards.map(marginOf)),
    chosen: meanOf(rewards.map(({ chosen }) => chosen)),
    rejected: meanOf(rewards.map(({ rejected }) => rejected)),
    objective: {
      bt: meanOf(terms.map(({ bt }) => bt)),
      dr: ofDirect.length === 0 ? null : { ...meanOf(ofDirect), pairs: ofDirect.length },
      total: meanOf(terms.map((its, at) => (direct[at] === true ? ultraInteractLoss(its) : its.bt))),
    },
  };
};

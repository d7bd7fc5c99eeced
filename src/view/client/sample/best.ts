import type { RewardPage, TrialPage } from '../../api.ts';

/** All rewards that any trial has, in the order in which they come up. */
export const rewardNames = (trials: readonly TrialPage[]): readonly string[] => [
  ...new Set(trials.flatMap(({ rewards = [] }) => rewards.map(({ name }) => name))),
];

export const rewardOf = ({ rewards = [] }: TrialPage, name: string): RewardPage | null =>
  rewards.find(reward => reward.name === name) ?? null;

/** The trials that a reward gave its highest score; several when they are tied, none without a score. */
export const bestTrials = (trials: readonly TrialPage[], name: string): readonly TrialPage[] => {
  const scored = trials.flatMap(trial => {
    const score = rewardOf(trial, name)?.score ?? null;
    return score === null ? [] : [{ trial, score }];
  });
  const most = scored.reduce((best, { score }) => Math.max(best, score), Number.NEGATIVE_INFINITY);
  return scored.filter(({ score }) => score === most).map(({ trial }) => trial);
};

/** Highest first; those without a score last, in their order. */
export const sortedBy = (trials: readonly TrialPage[], name: string): readonly TrialPage[] => {
  const place = (trial: TrialPage): number => rewardOf(trial, name)?.score ?? Number.NEGATIVE_INFINITY;
  return trials.toSorted((a, b) =>
    place(a) === place(b) ? a.trial - b.trial : place(b) < place(a) ? -1 : 1,
  );
};

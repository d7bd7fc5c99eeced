import type { PairRewards } from './pair.ts';

/**
 * The terms of the objective that the paper trains its reward model with (Yuan et al. 2024, *Advancing LLM Reasoning
 * Generalists with Preference Trees*, section on reward modelling), for one pair, in nats.
 */
export type ObjectiveTerms = {
  /** L_BT = −log σ(r_c − r_r), the Bradley–Terry term. Of implicit rewards it is the loss of DPO. */
  readonly bt: number;
  /** L_DR = −log σ(r_c) − log σ(−r_r), the direct-reward term: chosen above 0, rejected below. */
  readonly dr: number;
};

/** log(1 + e^x) to the last digits for every finite x: e is only ever raised to what is not above 0. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** r_c − r_r; a difference beyond the largest number is that number. */
export const marginOf = ({ chosen, rejected }: PairRewards): number => withinRange(chosen - rejected);

/** Both terms; what is beyond the largest number is that number. */
export const objectiveTerms = (rewards: PairRewards): ObjectiveTerms => ({
  bt: softplus(-marginOf(rewards)),
  dr: withinRange(softplus(-rewards.chosen) + softplus(rewards.rejected)),
});

/** L_ULTRAINTERACT = L_BT + L_DR. */
export const ultraInteractLoss = ({ bt, dr }: ObjectiveTerms): number => withinRange(bt + dr);

const withinRange = (x: number): number => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, x));

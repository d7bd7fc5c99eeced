import type { PairRewards } from './pair.ts';

/** What the paper trains DPO with; KTO and NCA usually take the same. */
export const defaultBeta = 0.1;

/**
 * The reward that a policy gives implicitly: β (log π(y|x) − log π_ref(y|x)), the same for DPO (Rafailov et al. 2023),
 * KTO (Ethayarajh et al. 2024) and NCA (Chen et al. 2024), which differ in the loss over it.
 * @param policy log-probabilities of both answers under the policy, @param reference the same under the reference
 */
export const implicitRewards = (policy: PairRewards, reference: PairRewards, beta: number): PairRewards => ({
  chosen: beta * (policy.chosen - reference.chosen),
  rejected: beta * (policy.rejected - reference.rejected),
});

import type { BenchmarkIdentity, Protocol } from '../../core/index.ts';
import type { CritiqueIdentity } from './critic.ts';

/** What of turns changes answers; undefined where there is one. */
export const interactionIdentity = (
  { interaction }: Pick<Protocol, 'interaction'>,
  critique: CritiqueIdentity | undefined,
): BenchmarkIdentity['interaction'] => {
  if (interaction === undefined) return undefined;
  const { maxSteps, maxProposals, judge, version = 1 } = interaction;
  return {
    max_steps: maxSteps,
    max_proposals: maxProposals,
    judge,
    version,
    ...(critique === undefined ? {} : { critique }),
  };
};

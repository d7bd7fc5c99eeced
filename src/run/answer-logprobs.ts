import type { Completion } from '../core/index.ts';
import type { PlannedTask } from './plan.ts';

/** Collects answers that came without the log-probabilities that were asked for. */
export const logprobTally = () => {
  let [asked, lacking] = [0, 0];
  return {
    add: ({ generation }: PlannedTask, { error, episode, scores }: Completion): void => {
      if (generation.answerLogprobs !== true || error !== null || episode !== undefined) return;
      asked += 1;
      if (scores?.logprob_sum === undefined) lacking += 1;
    },
    lines: (): readonly string[] => {
      if (lacking === 0) return [];
      const why = lacking === asked ? ' (the server gives none here)' : '';
      return [`${lacking} of ${asked} answers came without log-probabilities${why}, and have no logprob_sum`];
    },
  };
};

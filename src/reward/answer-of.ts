import type { Completion, SampleRecord, ToReward } from '../core/index.ts';

/**
 * What of an answer a reward model is shown: the question as it was asked, and the text with the start that was put into
 * the model's mouth; no reasoning that the server kept apart. Of an episode it is the last reply.
 */
export const answerOf = ({ prompt }: SampleRecord, { text, prefill }: Completion): ToReward => ({
  prompt,
  answer: (prefill ?? '') + text,
});

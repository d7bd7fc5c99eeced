import type { Generated, GenerateRequest } from '../../core/index.ts';
import type { Answer } from './answer.ts';

/**
 * What an answer comes to, but for how it was sent.
 * @param asked the model that was asked for, where the server names none
 */
export const generatedOf = (
  { text, reasoning, finishReason, usage, logprobs, scores, model }: Answer,
  { generation }: GenerateRequest,
  asked: string,
): Omit<Generated, 'latencyMs' | 'retries' | 'prefill'> => {
  const wantsScores = generation.answerLogprobs === true;
  return {
    text,
    reasoning,
    finishReason,
    usage,
    model: model ?? asked,
    // Where those of all tokens are asked for, a first token comes along that no protocol has asked for.
    ...(logprobs === null || (wantsScores && generation.logprobs === undefined) ? {} : { logprobs }),
    ...(wantsScores && scores ? { scores } : {}),
  };
};

import { isObject } from '../../core/index.ts';
import type { EndpointContext, RewardEndpoint } from './endpoint.ts';
import { allUnusable, byIndex, numberIn } from './reading.ts';
import { questionOf } from './wording.ts';

/**
 * vLLM's `/score`: as many pairs as there are answers, the question first.
 * @see https://docs.vllm.ai/en/stable/models/pooling_models/scoring/
 */
export const scoreEndpoint = (
  { model, batchSize }: EndpointContext,
  activation: boolean,
): RewardEndpoint => ({
  kind: 'score',
  settings: { activation },
  most: batchSize,
  body: batch => ({
    model,
    text_1: batch.map(({ prompt }) => questionOf(prompt)),
    text_2: batch.map(({ answer }) => answer),
    ...(activation ? {} : { use_activation: false }),
  }),
  read: (value, count) =>
    isObject(value)
      ? byIndex(value.data, count, ({ score }) => numberIn(score, 'the score'))
      : allUnusable(count, 'the server sent no object with "data"'),
});

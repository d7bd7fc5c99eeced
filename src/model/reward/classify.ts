import { isObject } from '../../core/index.ts';
import type { ChatTemplate } from '../template/index.ts';
import { classIn } from './classes.ts';
import type { EndpointContext, RewardEndpoint } from './endpoint.ts';
import { allUnusable, byIndex, unusable } from './reading.ts';
import { conversationOf, renderedWith } from './wording.ts';

/** What an API that takes a conversation, or texts made of several, is told. */
export const conversations = (
  { model, batchSize }: EndpointContext,
  template: ChatTemplate | null,
  activation: boolean,
): Pick<RewardEndpoint, 'most' | 'body'> => {
  const shared = { model, ...(activation ? {} : { use_activation: false }) };
  return template === null
    ? // A request holds one conversation.
      { most: 1, body: batch => ({ ...shared, messages: batch.flatMap(conversationOf) }) }
    : {
        most: batchSize,
        body: batch => ({ ...shared, input: batch.map(item => renderedWith(template, item)) }),
      };
};

/**
 * `/classify` of vLLM and SGLang: a number for each class of a model that classifies sequences.
 * @param chosen number of the class that is the reward; null: there is one
 * @see https://docs.vllm.ai/en/stable/models/pooling_models/classify/
 */
export const classifyEndpoint = (
  context: EndpointContext,
  template: ChatTemplate | null,
  chosen: string | null,
  activation: boolean,
): RewardEndpoint => ({
  kind: 'classify',
  settings: { ...(template?.settings ?? {}), class: chosen, activation },
  ...conversations(context, template, activation),
  read: (value, count) =>
    isObject(value)
      ? byIndex(value.data, count, ({ probs }) =>
          Array.isArray(probs)
            ? classIn(probs, chosen)
            : unusable('the server sent a result without "probs"'),
        )
      : allUnusable(count, 'the server sent no object with "data"'),
});

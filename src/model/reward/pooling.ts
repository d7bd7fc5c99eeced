import { isObject, isRewardFailure, type Rewarded } from '../../core/index.ts';
import type { ChatTemplate } from '../template/index.ts';
import { classIn } from './classes.ts';
import { conversations } from './classify.ts';
import type { EndpointContext, RewardEndpoint } from './endpoint.ts';
import type { Reduction } from './options.ts';
import { allUnusable, byIndex, numberIn, unusable } from './reading.ts';

/**
 * vLLM's `/pooling` of a model with a reward head: a list of numbers for the answer, or one for each of its tokens.
 * @param reduction how the numbers of the tokens become one
 * @see https://docs.vllm.ai/en/stable/models/pooling_models/
 */
export const poolingEndpoint = (
  context: EndpointContext,
  template: ChatTemplate | null,
  chosen: string | null,
  reduction: Reduction,
  activation: boolean,
): RewardEndpoint => ({
  kind: 'pooling',
  settings: { ...(template?.settings ?? {}), class: chosen, reduction, activation },
  ...conversations(context, template, activation),
  read: (value, count) =>
    isObject(value)
      ? byIndex(value.data, count, ({ data }) => pooled(data, chosen, reduction))
      : allUnusable(count, 'the server sent no object with "data"'),
});

const pooled = (data: unknown, chosen: string | null, reduction: Reduction): Rewarded => {
  if (!Array.isArray(data)) return unusable('the server sent a result without a list of numbers');
  if (!data.some(Array.isArray)) return classIn(data, chosen);
  const rows: readonly unknown[] = data;
  const wanted = reduction === 'last' ? rows.slice(-1) : rows;
  let [sum, least, most] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of wanted) {
    const number = Array.isArray(row) ? classIn(row, chosen) : unusable('the server mixed lists and numbers');
    if (isRewardFailure(number)) return number;
    sum += number;
    least = Math.min(least, number);
    most = Math.max(most, number);
  }
  if (reduction === 'min') return least;
  return reduction === 'max' ? most : numberIn(sum / wanted.length, 'the mean over the tokens');
};

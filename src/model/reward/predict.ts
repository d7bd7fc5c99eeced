import { EurusError, isObject, oneLine, type Rewarded } from '../../core/index.ts';
import type { ChatTemplate } from '../template/index.ts';
import type { EndpointContext, RewardEndpoint } from './endpoint.ts';
import { allUnusable, numberIn, unusable } from './reading.ts';
import { questionOf, renderedWith } from './wording.ts';

/** Labels that a message names. */
const shownLabels = 5;

/**
 * TEI's `/predict`: texts, or pairs of texts, to be classified. With a chat template each is one text, else the pair of
 * question and answer.
 * @param chosen label of the class that is the reward; null: there is one
 * @see https://huggingface.github.io/text-embeddings-inference/
 */
export const predictEndpoint = (
  { batchSize }: EndpointContext,
  template: ChatTemplate | null,
  chosen: string | null,
  activation: boolean,
): RewardEndpoint => ({
  kind: 'predict',
  settings: { ...(template?.settings ?? {}), class: chosen, activation },
  most: batchSize,
  body: batch => ({
    inputs: batch.map(item =>
      template === null ? [questionOf(item.prompt), item.answer] : [renderedWith(template, item)],
    ),
    raw_scores: !activation,
  }),
  read: (value, count) => {
    if (!Array.isArray(value)) return allUnusable(count, 'the server sent no list of predictions');
    // The predictions for one text may come without a list around them.
    const lists: readonly unknown[] = count === 1 && value.every(isObject) ? [value] : value;
    if (lists.length !== count) {
      return allUnusable(count, `the server sent ${lists.length} results for ${count} answers`);
    }
    return lists.map(list => predicted(list, chosen));
  },
});

const predicted = (list: unknown, chosen: string | null): Rewarded => {
  if (!Array.isArray(list) || !list.every(isObject)) return unusable('the server sent no predictions');
  if (list.length === 0) return unusable('the server sent an empty list of predictions');
  const [only] = list;
  if (chosen === null && list.length === 1) return numberIn(only?.score, 'the score');
  const found = list.filter(({ label }) => label === chosen);
  if (found.length === 1) return numberIn(found[0]?.score, 'the score of the chosen label');
  const labels = list.slice(0, shownLabels).map(({ label }) => oneLine(String(label), 40));
  throw new EurusError(
    'BACKEND_CANNOT',
    chosen === null
      ? `The model gives ${list.length} numbers for an answer, and which is the reward is not said`
      : `The model has no label "${oneLine(chosen, 40)}"`,
    { hint: `Name one with --reward-class: ${labels.join(', ')}${list.length > shownLabels ? ', …' : ''}` },
  );
};

import type { Conceded, Dialect } from '../http/dialect.ts';

/** `max_tokens` is what all servers knew; OpenAI's newer models take this name alone, on chat. */
export const newerLimit = 'max_completion_tokens';

/** What every server gives that gives log-probabilities: the limit of OpenAI's completions API. */
const fewLogprobs = 5;
const few = 'more than 5 logprobs';
const none = 'logprobs';

/** Most log-probabilities of a token that the server gives. */
export const mostLogprobs = (conceded: Conceded): number => {
  if (conceded.has(none)) return 0;
  return conceded.has(few) ? fewLogprobs : Number.POSITIVE_INFINITY;
};

/** How to ask the same after a refusal that named what it did not like. */
export const concede: NonNullable<Dialect['concede']> = ({ said }, { generation }, { api, conceded }) => {
  if (said.includes(newerLimit) && api === 'chat' && !conceded.has(newerLimit)) return newerLimit;
  const asked = Math.min(generation.logprobs ?? 0, mostLogprobs(conceded));
  const ofAll = generation.answerLogprobs === true && !conceded.has(none);
  if (!said.includes('logprobs') || (asked === 0 && !ofAll)) return null;
  return asked > fewLogprobs ? few : none;
};

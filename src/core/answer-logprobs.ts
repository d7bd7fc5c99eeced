import type { AnswerScores } from './answer-scores.ts';
import { isObject } from './json-object.ts';

/** Adds up the log-probabilities of an answer's tokens as they come; keeps no list of them. */
export type LogprobFold = {
  /** What stands in a document, or in one event of a stream, in the form of the chat or of the completions API. */
  add(logprobs: unknown): void;
  /** Null where there were none, or one of them was no number: part of a sum is no sum. */
  scores(): AnswerScores | null;
};

export const createLogprobFold = (): LogprobFold => {
  let [sum, count, whole] = [0, 0, true];
  const addOne = (logprob: unknown): void => {
    if (typeof logprob === 'number' && Number.isFinite(logprob)) sum += logprob;
    else whole = false;
    count += 1;
  };
  return {
    add: logprobs => {
      if (!isObject(logprobs)) return;
      const { content, token_logprobs } = logprobs;
      if (Array.isArray(content)) {
        for (const token of content as readonly unknown[]) addOne(isObject(token) ? token.logprob : null);
      } else if (Array.isArray(token_logprobs)) {
        for (const logprob of token_logprobs as readonly unknown[]) addOne(logprob);
      }
    },
    scores: () => (count === 0 || !whole ? null : { logprob_sum: sum, logprob_mean: sum / count }),
  };
};

import { type Extraction, type FirstToken, found, notFound } from '../../src/core/index.ts';
import { letters } from './sample.ts';

/**
 * The letter that is likeliest as the first token. A letter that is not among the likeliest tokens is less likely
 * than all of them; of equal ones the first counts, as in the reference. Only without any letter is nothing known.
 */
export const rankedLetter = (logprobs: FirstToken | undefined): Extraction => {
  if (logprobs === undefined) return notFound('no log-probabilities');
  let best: { readonly letter: string; readonly logprob: number } | null = null;
  for (const letter of letters) {
    const logprob = logprobOf(letter, logprobs);
    if (logprob !== null && (best === null || logprob > best.logprob)) best = { letter, logprob };
  }
  return best === null
    ? notFound(`no letter among the ${logprobs.top.length} likeliest tokens`)
    : found(best.letter, `the likeliest letter, ${best.logprob.toFixed(3)}`);
};

/** A letter may stand there with the space before it or without; tokens are listed from the likeliest on. */
const logprobOf = (letter: string, { top }: FirstToken): number | null =>
  top.find(([token]) => withoutLead(token) === letter)?.[1] ?? null;

/** `▁` and `Ġ` are how tokenizers write a space, if a server shows them. */
const withoutLead = (token: string): string => token.replace(/^[\s▁Ġ]+/u, '');

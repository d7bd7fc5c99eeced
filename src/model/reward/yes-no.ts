import type { FirstToken, Rewarded } from '../../core/index.ts';
import type { JudgeScore } from './options.ts';
import { unusable } from './reading.ts';

/** Less than this is not told from nothing: what single precision leaves beside 1. */
const leastMass = 1e-9;
/** What tokenizers and models put around a word. */
const around = /^[\s▁Ġ"'*([]+|[\s"'*.,:;!)\]]+$/g;

/**
 * How much likelier "yes" is than "no" as the first word of a judge, over all spellings of the two among the likeliest
 * tokens. A word that is not among them is given the most that it can have: no more than the least likely of those that
 * are, and no more than they leave.
 */
export const yesOverNo = ({ top }: FirstToken, score: JudgeScore): Rewarded => {
  const [yes, no] = [massOf(top, 'yes'), massOf(top, 'no')];
  if (yes === 0 && no === 0)
    return unusable('neither yes nor no is among the tokens that the judge would begin with');
  const listed = top.reduce((sum, [, logprob]) => sum + Math.exp(logprob), 0);
  const least = Math.min(...top.map(([, logprob]) => Math.exp(logprob)));
  const atMost = Math.max(leastMass, Math.min(least, 1 - listed));
  const odds = Math.log(yes === 0 ? atMost : yes) - Math.log(no === 0 ? atMost : no);
  return score === 'log-odds' ? odds : 1 / (1 + Math.exp(-odds));
};

const massOf = (top: FirstToken['top'], word: string): number =>
  top.reduce(
    (sum, [token, logprob]) =>
      token.replace(around, '').toLowerCase() === word ? sum + Math.exp(logprob) : sum,
    0,
  );

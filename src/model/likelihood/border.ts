import type { Rewarded } from '../../core/index.ts';
import { unusable } from '../reward/reading.ts';
import type { EchoedToken } from './echoed.ts';

/** Tokens before the border that tokenizers may cut otherwise with an answer behind them. */
const mostMerged = 32;

/**
 * Number of the answer's first token, where one begins with it: the tokens spell prompt and answer to the end (whatever
 * a server puts before, such as a beginning-of-sequence token), and one of them ends with the prompt.
 * @returns null where a token reaches across the border, or the tokens do not spell the text (bytes of a character)
 */
export const answerStart = (
  tokens: readonly EchoedToken[],
  prompt: string,
  answer: string,
): number | null => {
  const spelled = tokens.map(({ text }) => text).join('');
  if (!spelled.endsWith(prompt + answer)) return null;
  let left = answer.length;
  for (let at = tokens.length; at > 0; at -= 1) {
    if (left === 0) return at;
    left -= tokens[at - 1]?.text.length ?? 0;
    if (left < 0) return null;
  }
  return null;
};

/**
 * Log-probability of the tokens from one on.
 * @returns why there is none, where a token has no number
 */
export const sumFrom = (tokens: readonly EchoedToken[], start: number): Rewarded => {
  let sum = 0;
  for (const [at, { logprob }] of tokens.entries()) {
    if (at < start) continue;
    if (typeof logprob !== 'number' || !Number.isFinite(logprob)) {
      return unusable(`token ${at + 1} of ${tokens.length} has no log-probability`);
    }
    if (logprob > 0) return unusable(`token ${at + 1} of ${tokens.length} has a log-probability above 0`);
    sum += logprob;
  }
  return sum;
};

/**
 * log p(prompt and answer) − log p(prompt), each in its own tokens: what the answer adds. Where a token reaches across
 * the border this is what comes nearest to the answer's own probability. Tokens that both begin with cancel.
 */
export const differenceOf = (whole: readonly EchoedToken[], prompt: readonly EchoedToken[]): Rewarded => {
  let shared = 0;
  while (shared < prompt.length && sameToken(whole[shared], prompt[shared])) shared += 1;
  if (prompt.length - shared > mostMerged || shared === 0 || shared === whole.length) {
    return unusable('the tokens of prompt and answer do not begin as those of the prompt alone');
  }
  const [ofWhole, ofPrompt] = [sumFrom(whole, shared), sumFrom(prompt, shared)];
  if (typeof ofWhole !== 'number') return ofWhole;
  return typeof ofPrompt === 'number' ? ofWhole - ofPrompt : ofPrompt;
};

const sameToken = (a: EchoedToken | undefined, b: EchoedToken | undefined): boolean =>
  a !== undefined && a.text === b?.text && a.id === b.id;

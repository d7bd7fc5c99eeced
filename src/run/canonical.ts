import { createHash } from 'node:crypto';
import type { Completion } from '../core/index.ts';

/** JSON with the keys of every object sorted and nothing between tokens, so that equal values give equal text. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));

export const sha256OfJson = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');

/** SHA-256 of all of a completion that a grader may go by. */
export const completionSha256 = (completion: Completion): string => {
  const { text, reasoning, finishReason, prefill, form, error, logprobs } = completion;
  // Left out where there are none, so that verdicts of earlier versions stay valid.
  const more = logprobs === undefined ? {} : { logprobs };
  return sha256OfJson({ text, reasoning, finishReason, prefill, form, error, ...more });
};

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
};

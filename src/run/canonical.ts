import { hash } from 'node:crypto';
import type { Completion } from '../core/index.ts';

/** JSON with the keys of every object sorted and nothing between tokens, so that equal values give equal text. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));

/** SHA-256 of a value, the same for equal ones whatever the order of their keys. */
export const sha256OfJson = (value: unknown): string => sha256(canonicalJson(value));

/** SHA-256 of a text's UTF-8, in hexadecimal. */
export const sha256 = (text: string): string => hash('sha256', text);

/** SHA-256 of all of a completion that a grader may go by. */
export const completionSha256 = (completion: Completion): string => {
  const { text, reasoning, finishReason, prefill, form, error, logprobs, episode } = completion;
  const plain = logprobs === undefined && error === null && episode === undefined;
  // Canonical already, as the keys stand in order: this is done for every answer, several times.
  if (plain) return sha256(JSON.stringify({ error, finishReason, form, prefill, reasoning, text }));
  // Left out where there are none, so that verdicts of earlier versions stay valid.
  const more = {
    ...(logprobs === undefined ? {} : { logprobs }),
    ...(episode === undefined ? {} : { episode }),
  };
  return sha256OfJson({ text, reasoning, finishReason, prefill, form, error, ...more });
};

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
};

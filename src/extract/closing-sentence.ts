import { type Extraction, found, notFound, pythonStripRange } from '../core/index.ts';

const lead = 'answer is';
const close = 'I hope it is correct';

/** Longest answer between the two. */
const maxLength = 1000;

/** One formula or one number, and nothing else. */
const bare = /^(?:\$[^$\n]+\$|\\\([^\n]+\\\)|-?\$?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\\?%?)$/;

/**
 * The formula or number of the sentence that closes an answer in the format of Minerva, `The final answer is $5$. I hope
 * it is correct.`, unless a box stands behind it. What a model adds to it is no part of the answer, and what it boxed
 * on the way there neither.
 */
export const closingSentence = (text: string): Extraction => {
  const closes = text.lastIndexOf(close);
  if (closes === -1) return notFound(`no "${close}"`);
  if (/\\(?:boxed|fbox)/.test(text.slice(closes))) return notFound(`a box behind "${close}"`);
  const from = Math.max(0, closes - maxLength);
  const before = text.slice(from, closes).toLowerCase();
  const at = before.lastIndexOf(lead);
  if (at === -1) return notFound(`no "${lead}" before "${close}"`);
  let [start, end] = pythonStripRange(text, from + at + lead.length, closes);
  if (text[start] === ':') [start, end] = pythonStripRange(text, start + 1, end);
  if (text[end - 1] === '.') [start, end] = pythonStripRange(text, start, end - 1);
  const value = text.slice(start, end);
  return bare.test(value) && !/\\\).*\\\(/.test(value)
    ? found(value, `between "${lead}" and "${close}"`, [start, end])
    : notFound(`more than a formula or number before "${close}"`);
};

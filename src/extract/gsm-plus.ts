import { type Extraction, found, notFound } from '../core/index.ts';

const numberPattern = /-?\d+(?:\.\d+)?(?:\/\d+)?/g;

/**
 * The scorer of GSM-Plus for chain of thought: first number of the last `####` line if that has a digit, else the
 * last number of the text; before any further `Question`, without commas and final dots.
 */
export const gsmPlusAnswer = (text: string): Extraction => {
  const own = withoutFinalDots(text).replaceAll(',', '').split('Question', 1)[0] ?? '';
  const marked = own.split('\n').findLast(line => line.includes('####'));
  const tail = marked?.slice(marked.indexOf('####') + '####'.length) ?? '';
  const first = tail.match(numberPattern)?.[0];
  if (first !== undefined) return found(first, 'first number after the last "####"');
  const last = own.match(numberPattern)?.at(-1);
  return last === undefined ? notFound('no number') : found(last, 'last number');
};

/** What a model says that sees that a question cannot be answered, in the words of the GSM-Plus scorer. */
const refusals = [
  'does not provide enough information',
  'does not specify',
  'does not provide',
  "can't provide",
  'can not provide',
  "don't know",
  'do not know',
  "doesn't specify",
  'not specify',
  'not mention',
  "doesn't mention",
  "don't have enough information",
  'do not have enough',
  'not provide',
  "doesn't provide",
  'cannot calculate',
  "can't calculate",
  "can't determine",
  'cannot determine',
  'missing necessary information',
  'none',
] as const;

/**
 * The same scorer for questions that have no answer: `None` when the text has one of its phrases, and also when it has
 * no `####`, whatever else it says.
 */
export const gsmPlusRefusal = (text: string): Extraction => {
  const lower = withoutFinalDots(text).replaceAll(',', '').toLowerCase();
  const phrase = refusals.find(words => lower.includes(words));
  if (phrase !== undefined) return found('None', `the text says "${phrase}"`);
  if (!lower.includes('####')) return found('None', 'no "####" in the text');
  return notFound('"####" and none of the phrases for a question without an answer');
};

const withoutFinalDots = (text: string): string => {
  let end = text.length;
  while (text[end - 1] === '.') end -= 1;
  return text.slice(0, end);
};

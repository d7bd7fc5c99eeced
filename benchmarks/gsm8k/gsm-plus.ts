import { type Extraction, found, notFound } from '../../src/core/index.ts';

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

const withoutFinalDots = (text: string): string => {
  let end = text.length;
  while (text[end - 1] === '.') end -= 1;
  return text.slice(0, end);
};

import { type Extraction, found, notFound } from '../core/index.ts';

/**
 * The last number of the text, with what belongs to it: sign, thousands commas, decimals, a power of ten, a
 * simple denominator (`3/4`), a percent sign. A minus directly after a digit, letter or bracket is a
 * subtraction or a hyphen, not a sign.
 */
export const lastNumber = (text: string): Extraction => {
  let last: RegExpExecArray | null = null;
  for (const match of text.matchAll(numberPattern)) last = match;
  if (last === null) return notFound('no number');
  const end = last.index + last[0].length;
  // The tail of a date (`1/2/2024`) is no fraction.
  const isTail = text[last.index - 1] === '/';
  const digits = isTail ? last.index + last[0].indexOf('/') + 1 : last.index;
  const start = digits - signLength(text, digits);
  return found(text.slice(start, end), 'last number', [start, end]);
};

// Linear: each part starts with a sign of its own, so there is only one way to read a run of digits.
const numberPattern =
  /(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?(?:\/\d+(?![\d/]|\.\d))?(?:\\?%)?|\.\d+/g;

const signLength = (text: string, start: number): number => {
  const currency = text[start - 1] === '$' ? 1 : 0;
  const escaped = currency === 1 && text[start - 2] === '\\' ? 1 : 0;
  const at = start - 1 - currency - escaped;
  if (text[at] !== '-' && text[at] !== '\u2212') return 0;
  const before = text[at - 1];
  if (before !== undefined && /[\p{L}\p{N})\]}]/u.test(before)) return 0;
  return start - at;
};

import { isClose } from '../python-float.ts';
import type { Decision } from './decision.ts';

/** Relative tolerance of the reference when it compares two evaluated expressions. */
const tolerance = 1e-4;

/**
 * What the reference's algebra step (sympy) says, where that is certain without one: numbers and simple fractions
 * are evaluated; words against an integer are products of letters, or no expression at all. Else `symbolic`.
 */
export const symbolicEqual = (prediction: string, reference: string): Decision => {
  const [pred, gold] = [plainValue(prediction), plainValue(reference)];
  if (pred !== null && gold !== null) return isClose(pred, gold, tolerance) ? 'equal' : 'different';
  const isWordsOnly = pred === null && gold !== null && Number.isInteger(gold) && areWords(prediction);
  return isWordsOnly ? 'different' : 'symbolic';
};

const numberPattern = /^[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})$/;
const slashPattern = /^([+-]?\d{1,15})\/(\d{1,15})$/;
const fractionPattern = /^(-?)\\[dt]?frac(?:\{(-?\d{1,15})\}\{(\d{1,15})\}|(\d)(\d))$/;

/** The double that a plain number or fraction stands for; null for any other text, and for a division by zero. */
export const plainValue = (text: string): number | null => {
  if (numberPattern.test(text)) return Number(text);
  const slash = slashPattern.exec(text);
  if (slash !== null) return quotient(slash[1], slash[2]);
  const [, sign = '', above, below, a, b] = fractionPattern.exec(text) ?? [];
  const value = quotient(above ?? a, below ?? b);
  return value === null || sign === '' ? value : -value;
};

const quotient = (above: string | undefined, below: string | undefined): number | null =>
  above === undefined || below === undefined || Number(below) === 0 ? null : Number(above) / Number(below);

/** Words with which Python joins two values into an expression, or that are values to it. */
const pythonWords = new Set(
  'and or not in is if else for lambda None True False await yield async print e i'.split(' '),
);

const maxLength = 500;

/**
 * Words, perhaps with numbers between them. As Python that is a syntax error, or one name; as LaTeX it is a
 * product with a letter in it. No number may be 0 or start with one: zero times apples is 0, and `0x1F` is 31.
 */
const areWords = (text: string): boolean => {
  if (text.length > maxLength || !/^[A-Za-z0-9 ]+$/.test(text)) return false;
  const words = text.split(' ').filter(word => word !== '');
  if (words.some(word => pythonWords.has(word) || /(?<!\d)0/.test(word))) return false;
  return words.some(word => /^[A-Za-z]{2,}$/.test(word) && !/^[eiEI]+$/.test(word));
};

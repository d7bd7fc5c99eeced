import { isClose, pythonFloat } from '../python-float.ts';
import { type Decision, type ReferenceEquality, referenceEquality } from './decision.ts';
import { minervaForm } from './minerva-form.ts';

/** The scorer of GSM-Plus on what its finders find: numbers, fractions of digits, `None`. */
export const gsmPlusEqual = (gold: string, pred: string): ReferenceEquality =>
  referenceEquality(compare(form(gold), form(pred)), 'the GSM-Plus rule', gold, pred);

/** `None` is kept as it is; a number loses the zeros behind its decimals. */
const form = (text: string): string =>
  text === 'None' ? text : withoutZeros(minervaForm(text.slice(0, maxLength), 'unescaped'));

const maxLength = 4096;

const compare = (gold: string, pred: string): Decision => {
  if (gold === pred) return 'equal';
  const [goldValue, predValue] = [doubleIn(gold), doubleIn(pred)];
  return goldValue !== null && predValue !== null && isClose(goldValue, predValue, 0) ? 'equal' : 'different';
};

const doubleIn = (text: string): number | null => {
  const [above = '', below, ...more] = text.split('/');
  const [numerator, denominator] = [pythonFloat(above), below === undefined ? 1 : pythonFloat(below)];
  if (numerator === null || denominator === null || denominator === 0 || more.length > 0) return null;
  return numerator / denominator;
};

/**
 * Python's text of a number without the zeros at its end. A number that is printed with an exponent loses zeros of
 * that: 1e+20 becomes 100.
 */
const withoutZeros = (text: string): string => {
  const value = pythonFloat(text);
  if (value === null || !Number.isFinite(value)) return text;
  const size = Math.abs(value);
  const hasExponent = size >= 1e16 || (size > 0 && size < 1e-4);
  return hasExponent ? String(Number(value.toExponential().replace(/0+$/, ''))) : String(value);
};

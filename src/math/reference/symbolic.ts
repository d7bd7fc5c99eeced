import { isClose } from '../python-float.ts';
import { compareAlgebra, readAlgebra } from './algebra.ts';
import type { Decision } from './decision.ts';
import { isNoNumber } from './sentences.ts';

/** Relative tolerance of the reference when it compares two evaluated expressions. */
const tolerance = 1e-4;

/**
 * What the reference's algebra step (sympy) says, where that is certain: numbers, fractions and expressions are
 * evaluated by our own arithmetic; tuples, equations and sentences against a number cannot be subtracted from it.
 * Else `symbolic`.
 */
export const symbolicEqual = (answer: string, reference: string): Decision => {
  const prediction = withoutComments(answer);
  const [pred, gold] = [plainValue(prediction), plainValue(reference)];
  if (pred !== null && gold !== null) return isClose(pred, gold, tolerance) ? 'equal' : 'different';
  if (gold !== null && gold > 0 && isNoNumber(prediction)) return 'different';
  if (isUnreadable(prediction) || isUnreadable(reference)) return 'different';
  if (gold !== null && gold > 0 && degreePattern.test(prediction)) return 'different';
  if (isFontOf(prediction, reference) || isFontOf(reference, prediction)) return 'different';
  if (isUnlike(prediction, reference) || isUnlike(reference, prediction)) return 'different';
  for (const dialect of ['python', 'latex'] as const) {
    const [left, right] = [readAs(prediction, dialect), readAs(reference, dialect)];
    if (left === null || right === null) continue;
    const same = compareAlgebra(left, right, tolerance);
    return same === null ? 'symbolic' : same ? 'equal' : 'different';
  }
  return 'symbolic';
};

/** Each side is read as Python where that works, else as LaTeX. */
const readAs = (text: string, dialect: 'python' | 'latex') =>
  readAlgebra(text, 'python') ?? (dialect === 'latex' ? readAlgebra(text, 'latex') : null);

/**
 * True when one side is a Python tuple or list or an equation and the other an expression: a difference cannot be
 * formed of them.
 */
const isUnlike = (text: string, other: string): boolean => {
  if (tuplePattern.test(text))
    return plainValue(other) !== null || tuplePattern.test(other) || /^[^,[\]]*$/.test(other);
  return equationPattern.test(text) && /^[^,[\]=<>\\'"#]*$|^\\d?frac\{\d+\}\{\d+\}$/.test(other);
};

/** A number before comments, which Python reads as the number: `396` with `#### 396` below it. */
const withoutComments = (text: string): string => {
  const [first = '', ...more] = text.split('\n');
  const code = (first.split('#', 1)[0] ?? '').trim();
  const onlyComments = more.every(line => line.trim() === '' || line.startsWith('#'));
  return onlyComments && text.includes('#') && numberPattern.test(code) ? code : text;
};

/** A dollar sign, or a bracket that never closes: no expression to either parser, so that nothing can be subtracted. */
const isUnreadable = (text: string): boolean =>
  !/['"#]/.test(text) && (text.includes('$') || /^[([][^)\]]*$/.test(text));

/** A power of a symbol named circ. */
const degreePattern = /^\d+\^\{? ?\\circ ?\}?$/;

/** `\text{Evelyn}` is a product of letters, `Evelyn` one name. */
const isFontOf = (text: string, other: string): boolean =>
  /^\\text\{[A-Za-z ()]{2,60}\}$/.test(text) && /^[A-Za-z]{1,60}$/.test(other);

const member = '-?[0-9]+(?:\\.[0-9]+)?';
const tuplePattern = new RegExp(`^[([]? ?${member}(?: ?, ?${member}){1,20} ?[)\\]]?$`);
const equationPattern = /^[A-Za-z0-9+\-*/^(){}. ]{1,100}=[A-Za-z0-9+\-*/^(){}. ]{1,100}$/;

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

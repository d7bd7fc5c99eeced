import { isClose } from '../python-float.ts';
import { compareAlgebra, readAlgebra } from './algebra.ts';
import type { Decision } from './decision.ts';
import { isPlainNumber, plainValue } from './plain-value.ts';
import { endsInConstant, isMarkdown, latexOnlyValue } from './printed.ts';
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
  const [pred, gold] = [readValue(prediction), readValue(reference)];
  if (pred !== null && gold !== null) return isClose(pred, gold, tolerance) ? 'equal' : 'different';
  if (gold !== null && gold > 0 && isNoNumber(prediction)) return 'different';
  if (gold !== null && gold !== 0 && endsInConstant(prediction)) return 'different';
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

const readValue = (text: string): number | null => plainValue(text) ?? latexOnlyValue(text);

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
  return onlyComments && text.includes('#') && isPlainNumber(code) ? code : text;
};

/** A dollar sign, or a bracket that never closes: no expression to either parser, so that nothing can be subtracted. */
const isUnreadable = (text: string): boolean =>
  isMarkdown(text) || (!/['"#]/.test(text) && (text.includes('$') || /^[([][^)\]]*$/.test(text)));

/** A power of a symbol named circ. */
const degreePattern = /^\d+\^\{? ?\\circ ?\}?$/;

/** `\text{Evelyn}` is a product of letters, `Evelyn` one name. */
const isFontOf = (text: string, other: string): boolean =>
  /^\\text\{[A-Za-z ()]{2,60}\}$/.test(text) && /^[A-Za-z]{1,60}$/.test(other);

const member = '-?[0-9]+(?:\\.[0-9]+)?';
const tuplePattern = new RegExp(`^[([]? ?${member}(?: ?, ?${member}){1,20} ?[)\\]]?$`);
const equationPattern = /^[A-Za-z0-9+\-*/^(){}. ]{1,100}=[A-Za-z0-9+\-*/^(){}. ]{1,100}$/;

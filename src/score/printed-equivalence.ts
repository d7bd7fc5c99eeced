import { correct, incorrect, type Judgement, noAnswer, type Sample, type Scorer } from '../core/index.ts';
import { equal, isClose, numericAnswer } from '../math/index.ts';
import { mathSpellings } from './python-spelling.ts';
import { withSameAnswer } from './same-answer.ts';
import { shown } from './shown.ts';

/** Fewer digits are a number that somebody chose to print, and means itself. */
const digitsOfADouble = 15;
/** Far above what a few operations on doubles lose, far below any difference that a question is about. */
const relativeNoise = 1e-9;
const absoluteNoise = 1e-12;

/**
 * Correct when what a program printed equals the target as mathematics. Programs compute with doubles, so a decimal
 * fraction of at least 15 digits (`0.30000000000000004`) stands for any number within a relative 1e-9 of it. Lists,
 * matrices, intervals and complex numbers may be written as Python and sympy print them.
 */
export const printedEquivalence = <S extends Sample>(): Scorer<S> =>
  withSameAnswer(
    ({ sample, extraction }): Judgement => {
      if (!extraction.found) return noAnswer(extraction.why);
      const { equal: same, reason } = printedEqual(sample.target, extraction.value);
      return same ? correct(reason) : incorrect(reason);
    },
    (one, other) => printedEqual(one, other).equal,
  );

const printedEqual = (target: string, text: string): { readonly equal: boolean; readonly reason: string } => {
  const exact = equal(target, text);
  if (exact.equal) return exact;
  const same = (reason: string) => ({ equal: true, reason });
  const spelling = mathSpellings(text).find(one => meets(one, target, text));
  if (spelling !== undefined) return same(`${shown(text)} is Python for ${shown(spelling)}`);
  const [printed, gold] = [doubleOf(text), numericAnswer(target)];
  const [value] = gold?.values ?? [];
  if (printed === null || gold === null || value === undefined) return exact;
  // A ratio is no number, and who is asked for a share in percent may mean its hundredth.
  if (gold.values.length > 1 || gold.isPercent || target.includes(':')) return exact;
  const noise = isClose(printed, value, relativeNoise) || Math.abs(printed - value) <= absoluteNoise;
  return noise ? same(`${shown(text)} is ${shown(target)} but for the rounding of doubles`) : exact;
};

/**
 * Whether a gold is met in that spelling. Of a Python list no gold in round or square brackets is, which may be an
 * interval, and a column is only where the gold is a matrix itself.
 */
const meets = (spelling: string, gold: string, printed: string): boolean => {
  if (printed.startsWith('[') && /^\s*(?:\\left\s*)?[[(]/.test(gold)) return false;
  if (spelling.includes('matrix}') && !gold.includes('matrix}')) return false;
  return equal(gold, spelling).equal;
};

/** A number as Python prints a double that no short decimal is; null for anything else. */
const doubleOf = (text: string): number | null => {
  const [, digits = '', fraction] = /^[-+]?\$?((?:\d+\.(\d+))(?:e[-+]?\d+)?)$/i.exec(text) ?? [];
  if (fraction === undefined) return null;
  const significant = digits.replace(/e.*$/i, '').replace('.', '').replace(/^0+/, '');
  return significant.length < digitsOfADouble ? null : Number(text.replace('$', ''));
};

import { correct, type Judgement, type Sample, type Scorer } from '../core/index.ts';
import { isClose, numericAnswer } from '../math/index.ts';
import { mathEquivalence } from './math-equivalence.ts';
import { shown } from './shown.ts';

/** Fewer digits are a number that somebody chose to print, and means itself. */
const digitsOfADouble = 15;
/** Far above what a few operations on doubles lose, far below any difference that a question is about. */
const relativeNoise = 1e-9;
const absoluteNoise = 1e-12;

/**
 * Correct when what a program printed equals the target as mathematics. Programs compute with doubles, so a decimal
 * fraction of at least 15 digits (`0.30000000000000004`) stands for any number within a relative 1e-9 of it.
 */
export const printedEquivalence =
  <S extends Sample>(): Scorer<S> =>
  async (attempt, execute): Promise<Judgement> => {
    const exact = await mathEquivalence()(attempt, execute);
    const { sample, extraction } = attempt;
    if (exact.verdict === 'correct' || !extraction.found) return exact;
    const [printed, gold] = [doubleOf(extraction.value), numericAnswer(sample.target)];
    const [value] = gold?.values ?? [];
    if (printed === null || gold === null || value === undefined) return exact;
    // A ratio is no number, and who is asked for a share in percent may mean its hundredth.
    if (gold.values.length > 1 || gold.isPercent || sample.target.includes(':')) return exact;
    const noise = isClose(printed, value, relativeNoise) || Math.abs(printed - value) <= absoluteNoise;
    if (!noise) return exact;
    return correct(`${shown(extraction.value)} is ${shown(sample.target)} but for the rounding of doubles`);
  };

/** A number as Python prints a double that no short decimal is; null for anything else. */
const doubleOf = (text: string): number | null => {
  const [, digits = '', fraction] = /^[-+]?\$?((?:\d+\.(\d+))(?:e[-+]?\d+)?)$/i.exec(text) ?? [];
  if (fraction === undefined) return null;
  const significant = digits.replace(/e.*$/i, '').replace('.', '').replace(/^0+/, '');
  return significant.length < digitsOfADouble ? null : Number(text.replace('$', ''));
};

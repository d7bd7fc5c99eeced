import type { Sample, Scorer } from '../core/index.ts';
import { isClose, pythonFloat } from '../math/index.ts';
import { type Comparison, comparison } from './comparison.ts';
import { shown } from './shown.ts';

/**
 * Correct when both texts are numbers (`a/b` too) and their doubles are no further apart than a relative
 * tolerance, of the larger one; 0 for equal doubles.
 */
export const nearNumber = <S extends Sample>(relativeTolerance: number): Scorer<S> =>
  comparison((gold, answer): Comparison => {
    const [expected, given] = [doubleOf(gold), doubleOf(answer)];
    const equal = expected !== null && given !== null && isClose(given, expected, relativeTolerance);
    const is = relativeTolerance === 0 ? 'equal to' : `within a relative ${relativeTolerance} of`;
    return { equal, reason: `${shown(answer)} is ${equal ? '' : 'not '}${is} ${shown(gold)}` };
  });

const doubleOf = (text: string): number | null => {
  const [above = '', below, ...more] = text.replace(/[,$%\\]/g, '').split('/');
  const numerator = pythonFloat(above);
  const denominator = below === undefined ? 1 : pythonFloat(below);
  if (numerator === null || denominator === null || denominator === 0 || more.length > 0) return null;
  return numerator / denominator;
};

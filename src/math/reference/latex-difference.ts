import { compareAlgebra, readAlgebra } from './algebra.ts';
import type { Decision } from './decision.ts';

/** What sympy says of two texts of LaTeX: whether their difference, simplified, is 0. */
export const latexDifference = (a: string, b: string, tolerance = 0): Decision => {
  const [left, right] = [readAlgebra(colonsDivide(a), 'latex'), readAlgebra(colonsDivide(b), 'latex')];
  if (left === null || right === null) return 'symbolic';
  const same = compareAlgebra(left, right, tolerance);
  return same === null ? 'symbolic' : same ? 'equal' : 'different';
};

const colonsDivide = (text: string): string => text.replace(/^(\d{1,15}) ?: ?(\d{1,15})$/, '\\frac{$1}{$2}');

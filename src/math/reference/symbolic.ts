import { isHostile } from './code.ts';
import { compareReadings } from './compare-algebra.ts';
import type { Decision } from './decision.ts';
import { readSympyLatex } from './sympy/latex.ts';
import { readSympyPython } from './sympy/python.ts';
import type { SympyReading } from './sympy/reading.ts';

/** Relative tolerance of the Eurus scripts when they compare two evaluated expressions. */
const tolerance = 1e-4;

/**
 * What the last step of `math_equal` says: each side as Python, else as LaTeX, else no expression. Nothing can be
 * subtracted from `None`, nor it from anything.
 */
export const symbolicEqual = (prediction: string, reference: string): Decision =>
  reference === 'None' || prediction === 'None' || isHostile(prediction)
    ? 'different'
    : compareReadings(pythonElseLatex(prediction), pythonElseLatex(reference), tolerance);

const pythonElseLatex = (text: string): SympyReading => {
  const reading = readSympyPython(text);
  return reading.kind === 'error' ? readSympyLatex(text) : reading;
};

/** What sympy says of two texts of LaTeX: whether their difference is simplified to 0; what is no LaTeX never is. */
export const latexDifference = (a: string, b: string): Decision =>
  compareReadings(readSympyLatex(a), readSympyLatex(b), 0);

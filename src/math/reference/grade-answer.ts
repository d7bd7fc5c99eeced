import { pythonStrip } from '../../core/index.ts';
import { compareAlgebra, readAlgebra } from './algebra.ts';
import { allOf, type Decision } from './decision.ts';
import { lenientForm, type Version } from './lenient-form.ts';
import { plainValue } from './plain-value.ts';
import { isMarkdown, latexOnlyValue } from './printed.ts';
import { looksInteger, secondForm, withoutThousandsCommas } from './second-form.ts';
import { isNoNumber } from './sentences.ts';

/**
 * The PRM800K grader, its own version or that of Eurus: two normal forms, then element by element. Where it would ask the
 * computer algebra system the decision is `symbolic`.
 */
export const gradeAnswer = (given: string, gold: string, version: Version = 'eurus'): Decision => {
  if (lenientForm(gold, version) === lenientForm(given, version)) return 'equal';
  const [goldForm, givenForm] = [secondForm(gold, version), secondForm(given, version)];
  if (goldForm === null || givenForm === null) return 'symbolic';
  if (goldForm === givenForm) return 'equal';
  if (givenForm === '') return 'different';
  const [goldElements, givenElements] = [elementsOf(goldForm), elementsOf(givenForm)];
  const sameBrackets = goldForm.at(0) === givenForm.at(0) && goldForm.at(-1) === givenForm.at(-1);
  if (goldElements.length > 1 && !sameBrackets) return 'different';
  if (goldElements.length !== givenElements.length) return 'different';
  return allOf(goldElements.map((element, index) => compareElements(element, givenElements[index] ?? '')));
};

const bracketSigns = '()[]';

/** The members of a tuple or interval; any other text is its only member. */
const elementsOf = (form: string): readonly string[] => {
  const text = withoutThousandsCommas(form);
  if (text === '') return [];
  const inner = text.slice(1, -1);
  const isTuple =
    text.length > 2 &&
    bracketSigns.includes(text.at(0) ?? '?') &&
    bracketSigns.includes(text.at(-1) ?? '?') &&
    ![...bracketSigns].some(sign => inner.includes(sign));
  return isTuple ? inner.split(',').map(pythonStrip) : [text];
};

// "int/int" with one sign of anything after either: the original's dots are unescaped.
const fractionPattern = /^-?[0-9]+.?\/0*[1-9][0-9]*.?\n?$/;

const compareElements = (gold: string, given: string): Decision => {
  if (fractionPattern.test(gold) && fractionPattern.test(given))
    return gold === given ? 'equal' : 'different';
  if (looksInteger(gold) !== looksInteger(given)) return 'different';
  return compareSymbols(gold, given);
};

/** What the algebra system may be asked, and what it would say about two plain numbers. */
const compareSymbols = (gold: string, given: string): Decision => {
  if (!mayBeEvaluated(`(${gold})-(${given})`)) return 'different';
  const [goldValue, givenValue] = [plainValue(gold), plainValue(given)];
  if (goldValue !== null && givenValue !== null) return goldValue === givenValue ? 'equal' : 'different';
  // It is asked in Python alone.
  if (latexOnlyValue(gold) !== null || latexOnlyValue(given) !== null) return 'different';
  // A tuple cannot be subtracted, an equation or a comment is no expression, braces make a set.
  if ([gold, given].some(side => /,|[^=<>!]=[^=]/.test(side))) return 'different';
  if (goldValue !== null && goldValue > 0 && isNoExpression(given)) return 'different';
  const [left, right] = [readAlgebra(gold, 'implicit'), readAlgebra(given, 'implicit')];
  const same = left === null || right === null ? null : compareAlgebra(left, right, 0);
  return same === null ? 'symbolic' : same ? 'equal' : 'different';
};

/** LaTeX that was not converted, or signs that Python does not know. */
const isNoExpression = (text: string): boolean =>
  (/[\\$?]/.test(text) && !/['"#]/.test(text)) || isMarkdown(text) || isNoNumber(text);

const mayBeEvaluated = (expression: string): boolean => {
  const letters = expression.replaceAll('sqrt', '').replaceAll('frac', '').match(/\p{L}/gu) ?? [];
  if (new Set(letters).size > 2) return false;
  if (expression.includes('^{') || expression.includes('^(')) return false;
  return !/\^[0-9]+\^|\^[0-9][0-9]+/.test(expression);
};

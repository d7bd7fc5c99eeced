import { pythonStrip } from '../../core/index.ts';
import { isHostile } from './code.ts';
import { compareReadings } from './compare-algebra.ts';
import { allOf, type Decision } from './decision.ts';
import { lenientForm, type Version } from './lenient-form.ts';
import { looksInteger, secondForm, withoutThousandsCommas } from './second-form.ts';
import { readSympyPython } from './sympy/python.ts';

/**
 * The PRM800K grader, its own version or that of Eurus: two normal forms, then element by element. Where it would ask the
 * computer algebra system the decision is `symbolic`.
 */
export const gradeAnswer = (given: string, gold: string, version: Version = 'eurus'): Decision => {
  if (lenientForm(gold, version) === lenientForm(given, version)) return 'equal';
  if (isHostile(given)) return 'different';
  const [goldForm, givenForm] = [secondForm(gold, version), secondForm(given, version)];
  if (goldForm === null || givenForm === null) {
    const staysText = goldForm !== null && looksInteger(goldForm) && keepsLetters(given);
    return staysText ? 'different' : 'symbolic';
  }
  if (goldForm === givenForm) return 'equal';
  if (givenForm === '') return 'different';
  const [goldElements, givenElements] = [elementsOf(goldForm), elementsOf(givenForm)];
  const sameBrackets = goldForm.at(0) === givenForm.at(0) && goldForm.at(-1) === givenForm.at(-1);
  if (goldElements.length > 1 && !sameBrackets) return 'different';
  if (goldElements.length !== givenElements.length) return 'different';
  return allOf(goldElements.map((element, index) => compareElements(element, givenElements[index] ?? '')));
};

/** True for LaTeX that has letters left, however it is turned into text: no integer. */
const keepsLetters = (text: string): boolean =>
  !/\\(?:mbox|hspace|color|begin|phantom|text)|%/.test(text) &&
  /[a-z]{3}/.test(
    text.replace(
      /\\[a-zA-Z]+|inf|[a-z]*(?:illion|degree|meter|mile|second|minute|hour|day|week|month|year|foot|feet|inch|yard|liter)[a-z]*/g,
      '',
    ),
  );

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

/** What the algebra system may be asked, and what it says. */
const compareSymbols = (gold: string, given: string): Decision =>
  mayBeEvaluated(`(${gold})-(${given})`)
    ? compareReadings(readSympyPython(gold, true), readSympyPython(given, true), 0)
    : 'different';

const mayBeEvaluated = (expression: string): boolean => {
  const letters = expression.replaceAll('sqrt', '').replaceAll('frac', '').match(/\p{L}/gu) ?? [];
  if (new Set(letters).size > 2) return false;
  if (expression.includes('^{') || expression.includes('^(')) return false;
  return !/\^[0-9]+\^|\^[0-9][0-9]+/.test(expression);
};

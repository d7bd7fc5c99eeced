import { pythonStrip } from '../../core/index.ts';
import { isClose, pythonFloat } from '../python-float.ts';
import { compareReadings } from './compare-algebra.ts';
import { allOf, type Decision, type ReferenceEquality, referenceEquality } from './decision.ts';
import { stripSigns } from './math-equal.ts';
import { qwenForm } from './qwen-form.ts';
import { readSympyLatex } from './sympy/latex.ts';
import { readSympyPython } from './sympy/python.ts';
import type { SympyReading } from './sympy/reading.ts';

const tolerance = 1e-4;

/** Longest text that is brought into a normal form; a longer one is no answer. */
const maxLength = 4096;

/** The comparison of the evaluation scripts of Qwen2.5-Math, which bring gold and answer into their normal form. */
export const qwenEqual = (gold: string, pred: string): ReferenceEquality => {
  if (pred.length > maxLength || gold.length > maxLength)
    return { equal: false, reason: `longer than ${maxLength} characters` };
  // An answer passes through the form when it is found and when it is stored.
  const decision = mathEqual(qwenForm(qwenForm(pred)), qwenForm(gold));
  return referenceEquality(decision, 'the Qwen rule', gold, pred);
};

const mathEqual = (pred: string, gold: string): Decision => {
  if (pythonStrip(pred).toLowerCase() === pythonStrip(gold).toLowerCase()) return 'equal';
  if (/^[A-E]$/.test(gold) && choiceIn(pred) === gold) return 'equal';
  const [predNumber, goldNumber] = [numberIn(pred), numberIn(gold)];
  if (predNumber !== null && goldNumber !== null) {
    const values = [goldNumber / 100, goldNumber, goldNumber * 100];
    if (values.some(value => isClose(value, predNumber, tolerance))) return 'equal';
  }
  return pred === '' ? 'different' : compareShapes(pythonStrip(pred), pythonStrip(gold));
};

/** The last of the letters A to E that stands alone, or the whole text. */
const choiceIn = (text: string): string =>
  text
    .toUpperCase()
    .match(/(?<![\p{L}\p{N}_])[A-E](?![\p{L}\p{N}_])/gu)
    ?.at(-1) ?? '';

const numberIn = (text: string): number | null => {
  const plain = text.replaceAll(',', '');
  const value = pythonFloat(plain);
  if (value !== null || !plain.endsWith('%')) return value;
  const percent = pythonFloat(plain.slice(0, plain.endsWith('\\%') ? -2 : -1));
  return percent === null ? null : percent / 100;
};

const compareShapes = (pred: string, gold: string): Decision => {
  const reference = pred.includes('pmatrix') && !gold.includes('pmatrix') ? matrixOf(gold) : gold;
  if (withoutBrackets(pred, pred, reference) === withoutBrackets(reference, pred, reference)) return 'equal';
  if (isList(pred) && isList(reference)) return compareMembers(listOf(pred), listOf(reference));
  if (isMatrix(pred) && isMatrix(reference)) return compareRows(rowsOf(pred), rowsOf(reference));
  const [predSides, goldSides] = [pred.split('='), reference.split('=')];
  if (predSides.length === 2 && goldSides.length === 2)
    return compareEquations(differenceOf(predSides), differenceOf(goldSides));
  if (isNamed(predSides) && goldSides.length === 1) return mathEqual(predSides[1] ?? '', reference);
  if (isNamed(goldSides) && predSides.length === 1) return mathEqual(pred, goldSides[1] ?? '');
  return symbolicEqual(pred, reference);
};

/** Sets of a gold as the columns of a matrix. */
const matrixOf = (gold: string): string =>
  gold
    .split('\n')
    .flatMap(line => {
      const [open, close] = [line.indexOf('{'), line.lastIndexOf('}')];
      const inner = open === -1 || close < open ? '' : line.slice(open, close + 1);
      return inner.includes(',')
        ? [`\\begin{pmatrix}${stripSigns(inner, '{}').replaceAll(',', '\\')}\\end{pmatrix}`]
        : [];
    })
    .join(', ');

const withoutBrackets = (text: string, pred: string, gold: string): string => {
  const bracketed =
    (hasEnds(pred, '[', ']') && !hasEnds(gold, '(', ')')) ||
    (hasEnds(pred, '(', ')') && !hasEnds(gold, '[', ']'));
  return (bracketed ? stripSigns(text, '[]()') : text).replace(/[{}()]/g, '').toLowerCase();
};

const hasEnds = (text: string, open: string, close: string): boolean =>
  text.startsWith(open) && text.endsWith(close);

/** Starts with a bracket, has one more at least two signs later. What stands at its end is cut off unseen. */
const isList = (text: string): boolean => /^[([][^\n]+[)\]]/.test(text);

const listOf = (text: string): readonly string[] => text.slice(1, -1).split(',');

const compareMembers = (pred: readonly string[], gold: readonly string[]): Decision =>
  pred.length === gold.length
    ? allOf(pred.map((member, index) => mathEqual(member, gold[index] ?? '')))
    : 'different';

const opening = '\\begin{pmatrix}';
const closing = '\\end{pmatrix}';

const isMatrix = (text: string): boolean => text.startsWith(opening) && text.endsWith(closing);

const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .slice(opening.length, -closing.length)
    .split('\\\\')
    .map(pythonStrip)
    .filter(row => row !== '')
    .map(row => row.split('&'));

const compareRows = (pred: readonly (readonly string[])[], gold: readonly (readonly string[])[]): Decision =>
  pred.length === gold.length
    ? allOf(pred.map((row, index) => compareMembers(row, gold[index] ?? [])))
    : 'different';

const isNamed = (sides: readonly string[]): boolean =>
  sides.length === 2 && [...pythonStrip(sides[0] ?? '')].length <= 2;

const differenceOf = ([left = '', right = '']: readonly string[]): string =>
  `${pythonStrip(left)} - (${pythonStrip(right)})`;

/** Left minus right of both, with either sign. */
const compareEquations = (pred: string, gold: string): Decision => {
  const decisions = [symbolicEqual(pred, gold), symbolicEqual(`-(${pred})`, gold)];
  return (['equal', 'symbolic'] as const).find(one => decisions.includes(one)) ?? 'different';
};

/** Each side as LaTeX, else as Python. What a second parser of LaTeX makes of other texts is not known here. */
const symbolicEqual = (pred: string, gold: string): Decision => {
  const [left, right] = [pred, gold].map(latexElsePython);
  if (left === undefined || right === undefined) return 'symbolic';
  return compareReadings(left, right, tolerance);
};

const latexElsePython = (text: string): SympyReading => {
  const reading = readSympyLatex(text);
  return reading.kind === 'error' ? readSympyPython(text) : reading;
};

import { pythonStrip } from '../../core/index.ts';
import { integerDigits, isClose, pythonFloat } from '../python-float.ts';
import { allOf, type Decision } from './decision.ts';
import { evaluate, withPi } from './pi.ts';
import { symbolicEqual } from './symbolic.ts';

/** Relative tolerance of the reference, of the larger of the two numbers. */
const tolerance = 1e-4;

/** A longer answer is cut. */
const maxLength = 1000;

/**
 * The `math_equal` of NeMo-Skills and ToRA as Eurus has it: a few spellings, text, then numbers (also a hundred
 * times or a hundredth of the gold), brackets and lists member by member. Where it would ask the computer algebra
 * system the decision is `symbolic`.
 */
export const mathEqual = (prediction: string, reference: string, pi: number = Math.PI): Decision => {
  const [pred, gold] = [normalize(prediction, pi), normalize(reference, pi)];
  if (pred === 'raised' || gold === 'raised') return 'raised';
  if ('expression' in pred || 'expression' in gold) {
    // Whatever Python makes of an expression, it makes the same of the same one.
    const same = 'expression' in pred && 'expression' in gold && pred.expression === gold.expression;
    return same ? 'equal' : 'symbolic';
  }
  const predText = pred.isText ? pred.text.slice(0, maxLength) : pred.text;
  if (pred.isText && gold.isText && sameText(predText, gold.text)) return 'equal';
  const [predNumber, goldNumber] = [numeric(predText), numeric(gold.text)];
  if (predNumber !== null && goldNumber !== null) return compareNumbers(predNumber, goldNumber);
  if (predText === '') return 'different';
  return compareShapes(withBrackets(pythonStrip(predText)), pythonStrip(gold.text));
};

/** A text, or a number that stands as Python would print it. */
type Normal = { readonly text: string; readonly isText: boolean };

const asText = (text: string): Normal => ({ text, isText: true });

/** An expression that Python might be able to evaluate, and that is not evaluated here. */
type Unknown = { readonly expression: string };

const normalize = (text: string, pi: number): Normal | Unknown | 'raised' => {
  if (/^\$\p{Nd}/u.test(text)) return asText(text.slice(1));
  if (/^\p{Nd}+(?:\.\p{Nd}+)?\\?%\n?$/u.test(text))
    return asText(text.replaceAll('\\%', '').replaceAll('%', ''));
  if (text.includes('_')) return withoutBase(text);
  if (!text.includes('\\pi')) return asText(text);
  const expression = withPi(text, pi);
  const value = evaluate(expression);
  if (value === 'invalid') return asText(expression);
  return value === 'unknown' ? { expression } : { text: String(value), isText: false };
};

/** `1010_2`: the number before the underscore as an integer; the base is thrown away, as in the reference. */
const withoutBase = (text: string): Normal | 'raised' => {
  const value = pythonFloat(text.slice(0, text.indexOf('_')));
  if (value === null || !Number.isFinite(value)) return 'raised';
  return { text: integerDigits(value), isText: false };
};

const sameText = (a: string, b: string): boolean =>
  pythonStrip(a).toLowerCase() === pythonStrip(b).toLowerCase() ||
  a.replaceAll(' ', '') === b.replaceAll(' ', '');

const numeric = (text: string): number | null =>
  pythonFloat(text.includes('{,}') ? text.replaceAll('{,}', '') : text.replaceAll(',', ''));

const compareNumbers = (pred: number, gold: number): Decision =>
  [gold / 100, gold, gold * 100].some(value => isClose(value, pred, tolerance)) ? 'equal' : 'different';

const intervals = [
  ['Interval(', '[', ']'],
  ['Interval.Ropen(', '[', ')'],
  ['Interval.Lopen(', '(', ']'],
  ['Interval.open(', '(', ')'],
] as const;

/** The printed intervals of sympy as brackets. */
const withBrackets = (text: string): string => {
  for (const [head, open, close] of intervals) {
    if (!text.startsWith(head) || !text.endsWith(')')) continue;
    const inner = text.slice(head.length, -1);
    if (!inner.includes('\n')) return `${open}${inner}${close}`;
  }
  return text;
};

const compareShapes = (pred: string, gold: string): Decision => {
  if (withoutBraces(pred, gold) === withoutBraces(gold, gold, pred)) return 'equal';
  if (sameBrackets(pred, gold)) {
    const inside = compareMembers(pred.slice(1, -1).split(','), gold.slice(1, -1).split(','));
    if (inside === 'equal' || inside === 'raised' || inside === 'symbolic') return inside;
  }
  if (pred.includes(',') && gold.includes(',')) {
    const members = compareMembers(pred.split(',').map(pythonStrip), gold.split(',').map(pythonStrip));
    if (members !== null) return members;
  }
  // The reference looks at the gold's first sign here, and fails on an empty gold.
  if (pred.startsWith('Point') && gold === '') return 'raised';
  return symbolicEqual(pred, gold);
};

/** Null when the numbers of members differ. */
const compareMembers = (pred: readonly string[], gold: readonly string[]): Decision | null =>
  pred.length === gold.length
    ? allOf(pred.map((member, index) => mathEqual(member, gold[index] ?? '')))
    : null;

/** A side without braces and parentheses, and, where the prediction is bracketed, without outer brackets. */
const withoutBraces = (text: string, gold: string, pred: string = text): string => {
  const isBracketed =
    (pred.startsWith('[') && pred.endsWith(']') && !gold.startsWith('(')) ||
    (pred.startsWith('(') && pred.endsWith(')') && !gold.startsWith('['));
  return (isBracketed ? stripSigns(text, '[]()') : text).replace(/[{}()]/g, '');
};

/** Without the given signs at its ends. */
export const stripSigns = (text: string, signs: string): string => {
  let [start, end] = [0, text.length];
  while (start < end && signs.includes(text[start] ?? '')) start += 1;
  while (end > start && signs.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(start, end);
};

const sameBrackets = (pred: string, gold: string): boolean =>
  pred !== '' &&
  gold !== '' &&
  '(['.includes(pred.at(0) ?? '?') &&
  ')]'.includes(pred.at(-1) ?? '?') &&
  pred.at(0) === gold.at(0) &&
  pred.at(-1) === gold.at(-1);

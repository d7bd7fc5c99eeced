import { numericAnswer } from '../../math/index.ts';
import { type Comparison, comparisonWith } from '../comparison.ts';
import { shown } from '../shown.ts';
import { roundedHalfEven } from './eurus.ts';
import { goldText, isNear, type TypedGold, type TypedSample } from './gold.ts';
import { pythonValue, realOf, type Value } from './python-value.ts';
import { sameByType } from './same-answer.ts';

/**
 * The official scorer of today, which is made for answers after worked examples: words are looked for anywhere
 * (`no` in `north`), numbers with their units removed, lists only in parentheses.
 */
export const fewShotEqual = (gold: TypedGold, answer: string): Comparison => {
  const said = saidOf(answer);
  const equal = isSaid(gold, said);
  return { equal, reason: `${shown(said)} is ${equal ? '' : 'not '}${goldText(gold)} (${gold.type})` };
};

/** Correct by the official scorer of today. @param goldOf the gold it knows, where that is not the sample's */
export const fewShot = <S extends TypedSample>(goldOf: (sample: S) => TypedGold = sample => sample.gold) =>
  comparisonWith<S, TypedGold>(fewShotEqual, goldOf, sameByType(fewShotEqual));

const options = ['(a)', '(b)', '(c)', '(d)', '(e)', '(f)'];

/** What the scorer makes of the text after the trigger. */
const saidOf = (answer: string): string => {
  const side = answer.includes('=') ? answer.slice(answer.lastIndexOf('=') + 1).trim() : answer;
  const text = withoutUnit(cleaned(side));
  const lower = text.toLowerCase();
  if (lower.includes('yes') || lower.includes('true')) return 'True';
  if (lower.includes('no') || lower.includes('false')) return 'False';
  if (options.some(option => lower.includes(option))) return text;
  return evaluated(text).replace(/[.]+$/, '').replace(/\/+$/, '');
};

/** Signs of units and currency go; π is 3.14, a percent sign divides by 100. */
const cleaned = (text: string): string =>
  text
    .replace(/[$¥°]/g, '')
    .replaceAll('\\pi', 'pi')
    .replaceAll('π', '3.14')
    .replace(/(?<![A-Za-z.])pi(?![A-Za-z])/g, '3.14')
    .replaceAll('\\%', '/100')
    .replaceAll('%', '/100')
    .trim();

/** The number before a blank and what is no number, or before one word. */
const withoutUnit = (text: string): string =>
  /^-?[\d.]+\s(?:\D+|\S+)$/.test(text.slice(0, 500)) ? (text.split(' ', 1)[0] ?? text) : text;

/** A value as Python writes it, where the text is Python or LaTeX; else the text. */
const evaluated = (text: string): string => {
  const value = pythonValue(text, { math: true });
  // A list in brackets stays one, and is none to the comparison.
  if (value !== null) return /^[[{]/.test(text) ? text : written(value);
  const read = numericAnswer(text);
  const [only, ...more] = read?.values ?? [];
  return only === undefined || more.length > 0 ? text : String(only);
};

const written = (value: Value): string => {
  if (value.type === 'list') return `(${value.items.map(written).join(', ')})`;
  if (value.type === 'text') return value.value;
  if (value.type === 'bool') return value.value ? 'True' : 'False';
  return String(realOf(value) ?? '');
};

const isSaid = (gold: TypedGold, said: string): boolean => {
  switch (gold.type) {
    case 'option':
      return said.toLowerCase().includes(gold.value.toLowerCase());
    case 'bool':
      return said === (gold.value ? 'True' : 'False');
    case 'integer':
    case 'float':
      return isSameNumber(gold.type, gold.value, numberOf(said));
    default:
      return isSameList(gold, said);
  }
};

const isSameNumber = (type: string, gold: number, value: number): boolean => {
  if (!Number.isFinite(value)) return false;
  return type === 'integer' || type === 'list of integer'
    ? roundedHalfEven(value) === gold
    : isNear(value, gold);
};

const isSameList = (
  { type, value }: Extract<TypedGold, { value: readonly number[] }>,
  said: string,
): boolean => {
  if (!said.startsWith('(') || !said.endsWith(')')) return false;
  const values = said
    .slice(1, -1)
    .split(',')
    .map(numberOf)
    .sort((a, b) => a - b);
  const golds = [...value].sort((a, b) => a - b);
  return (
    values.length === golds.length &&
    golds.every((gold, index) => isSameNumber(type, gold, values[index] ?? NaN))
  );
};

/** The number that a text is, without thousands commas. */
const numberOf = (text: string): number => {
  const digits = text.replaceAll(',', '').trim();
  return digits === '' ? Number.NaN : Number(digits);
};

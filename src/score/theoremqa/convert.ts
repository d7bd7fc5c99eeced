import { pythonStrip } from '../../core/index.ts';
import { float, pythonValue, type Value } from './python-value.ts';

/** Longer answers are none; the patterns below are tried on bounded texts only. */
const maxLength = 2000;

const afterLast = (text: string, sign: string): string => pythonStrip(text.slice(text.lastIndexOf(sign) + 1));

/** The conversion of the TheoremQA scripts, in their order, defects kept; null where no value comes out. */
export const theoremqaValue = (answer: string): Value | null => {
  if (answer.length > maxLength || pythonStrip(answer) === '') return null;
  const side = afterLast(afterLast(pythonStrip(answer), '='), '≈').replace(/[`$°]/g, '');
  const spoken = withoutUnits(beforeOr(truthValue(side).replaceAll('approximately', '')));
  const spelled = withProducts(spoken);
  const option = optionIn(spelled);
  if (option !== null) return { type: 'text', value: option };
  const value = pythonValue(spelled);
  return value === null ? null : realParts(value);
};

const truthWords: ReadonlyMap<string, string> = new Map([
  ['true', 'True'],
  ['yes', 'True'],
  ['false', 'False'],
  ['no', 'False'],
]);

/** `True` anywhere in the text wins over the rest. */
const truthValue = (text: string): string => {
  const spelled = truthWords.get(pythonStrip(text).toLowerCase()) ?? text;
  if (spelled.includes('True')) return 'True';
  return spelled.includes('False') ? 'False' : spelled;
};

const beforeOr = (text: string): string => pythonStrip(text.split(' or ', 1)[0] ?? '');

const number = '[-+]?[\\d,]*\\.*\\d+';
const unitPatterns: readonly RegExp[] = [
  new RegExp(`^(${number}) [^0-9 ]+$`),
  new RegExp(`^[^0-9 ]+ (${number})$`),
  new RegExp(`^(${number})[^\\d]{1,2}$`),
  /^[^-+\d]{1,2}([\d,]*\.*\d+)$/,
];

const withoutUnits = (text: string): string => {
  const bounded = text.length <= 200 ? text : '';
  return unitPatterns.reduce((result, pattern) => pattern.exec(result)?.[1] ?? result, bounded) || text;
};

const withProducts = (text: string): string => {
  const spelled = text
    .replace(/10\^(-?\d+)/g, 'math.pow(10, $1)')
    .replaceAll(' x ', '*')
    .replaceAll(' × ', '*');
  return /^[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/.test(spelled) ? spelled.replaceAll(',', '') : spelled;
};

/** A letter before a closing parenthesis anywhere is taken for an option. */
const optionIn = (text: string): string | null => {
  const spelled = ['a', 'b', 'c', 'd'].reduce(
    (result, letter) =>
      result === letter || result.includes(`${letter})`) || result.includes(`${letter} )`)
        ? `(${letter})`
        : result,
    text,
  );
  return ['(a)', '(b)', '(c)', '(d)'].find(option => spelled.includes(option)) ?? null;
};

const realParts = (value: Value): Value => {
  if (value.type === 'complex') return float(value.re);
  return value.type === 'list' ? { type: 'list', items: value.items.map(realParts) } : value;
};

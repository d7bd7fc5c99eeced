import { pythonStrip } from '../../core/index.ts';
import { float, pythonValue, type Value } from './python-value.ts';

/** Longer answers are none; the patterns below are tried on bounded texts only. */
const maxLength = 2000;

const afterLast = (text: string, sign: string): string => pythonStrip(text.slice(text.lastIndexOf(sign) + 1));

/** Where the scripts for Eurus and the official ones of the same age differ. */
export type ConversionRules = {
  /** `YES` is a truth value too, not only `yes`. */
  readonly anyCase: boolean;
  /** A letter before a closing parenthesis anywhere is an option, not only `(a)`. */
  readonly looseOptions: boolean;
  /** `math` is imported, without which `10^3` has no value. */
  readonly math: boolean;
};

const eurusRules: ConversionRules = { anyCase: true, looseOptions: true, math: false };

/** The conversion of the TheoremQA scripts of Eurus, in their order, defects kept; null where no value comes out. */
export const theoremqaValue = (answer: string): Value | null => convert(answer, eurusRules).value;

/** A text as the scripts rewrite it before they evaluate it, and its value; null where none comes out. */
export const convert = (
  answer: string,
  rules: ConversionRules,
): { readonly text: string; readonly value: Value | null } => {
  if (answer.length > maxLength || pythonStrip(answer) === '') return { text: '', value: null };
  const side = afterLast(afterLast(pythonStrip(answer), '='), '≈').replace(/[`$°]/g, '');
  const spoken = withoutUnits(beforeOr(truthValue(side, rules.anyCase).replaceAll('approximately', '')));
  const text = withProducts(spoken);
  const option = rules.looseOptions ? optionIn(text) : (/\([a-d]\)/.exec(text)?.[0] ?? null);
  if (option !== null) return { text, value: { type: 'text', value: option } };
  const value = pythonValue(text, rules);
  return { text, value: value === null ? null : realParts(value) };
};

const truthWords: ReadonlyMap<string, string> = new Map([
  ['true', 'True'],
  ['yes', 'True'],
  ['false', 'False'],
  ['no', 'False'],
]);

/** `True` anywhere in the text wins over the rest. */
const truthValue = (text: string, anyCase: boolean): string => {
  const spelled = truthWords.get(anyCase ? pythonStrip(text).toLowerCase() : text) ?? text;
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
      pythonStrip(result).toLowerCase() === letter ||
      result.includes(`${letter})`) ||
      result.includes(`${letter} )`)
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

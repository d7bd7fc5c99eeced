import { withoutWrapper } from './wrappers.ts';

/** Between the digits of one number, where no list can be meant: a braced comma, a comma with `\!`, a thin space. */
export const thousandsMark = '\u066c';

/**
 * An answer's text in one spelling: no wrappers (`$…$`, `\(…\)`, `\boxed{…}`, `\text{…}`), no sizing or spacing
 * commands, one sign for each meaning, no final dot. What the text says is not changed. Linear.
 */
export const clean = (text: string): string => {
  let cleaned = spaced(oneSpelling(withSingleBackslashes(text)));
  // Each round takes off at least one wrapper; nobody honest nests more of them.
  for (let round = 0; round < 16; round += 1) {
    const inner = withoutFinalSigns(withoutWrapper(cleaned)).trim();
    if (inner === cleaned) break;
    cleaned = inner;
  }
  return cleaned;
};

/** Doubled backslashes come from JSON that was escaped twice; inside rows they end a row. */
const withSingleBackslashes = (text: string): string => {
  if (text.includes('\\\\begin{')) return text.replaceAll('\\\\', '\\');
  // The end of a row that lost one of its backslashes: no command starts with a digit or a minus sign.
  if (text.includes('\\begin{')) return text.replace(/(?<!\\)\\(?=[\d-])/g, '\\\\');
  return text.replace(/\\\\(?=[a-zA-Z,;:!%$()[\]{}])/g, '\\');
};

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const subscripts = '₀₁₂₃₄₅₆₇₈₉';
const vulgarFractions: ReadonlyMap<string, string> = new Map([
  ['½', '{1}{2}'],
  ['⅓', '{1}{3}'],
  ['⅔', '{2}{3}'],
  ['¼', '{1}{4}'],
  ['¾', '{3}{4}'],
  ['⅕', '{1}{5}'],
  ['⅖', '{2}{5}'],
  ['⅗', '{3}{5}'],
  ['⅘', '{4}{5}'],
  ['⅙', '{1}{6}'],
  ['⅚', '{5}{6}'],
  ['⅛', '{1}{8}'],
  ['⅜', '{3}{8}'],
  ['⅝', '{5}{8}'],
  ['⅞', '{7}{8}'],
]);

const digitsFrom = (signs: string, text: string): string =>
  [...text].map(sign => (sign === '⁻' ? '-' : signs.indexOf(sign))).join('');

type Spelling = readonly [RegExp, string | ((match: string) => string)];

/** Ends a row of a matrix. */
export const rowEnd = '\u23ce';

const spellings: readonly Spelling[] = [
  [/\\\\(?:\[\d*\.?\d*(?:ex|em|pt|mm|cm)\])?/g, rowEnd],
  [/[\u2212\u2010\u2011\u2012\u2013]/g, '-'],
  [/(?<=\d)(?:,\\! ?| ?\{ ?, ?\}|\\,|[\u2009\u202f]|\\thinspace ?)(?=\d{3}(?!\d))/g, thousandsMark],
  [/[\u00a0\u2000-\u200a\u202f\u205f\u3000\t\r\n]/g, ' '],
  [/[\u200b-\u200d\u2060\ufeff]/g, ''],
  [/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+/g, (match): string => `^{${digitsFrom(superscripts, match)}}`],
  [/[₀₁₂₃₄₅₆₇₈₉]+/g, (match): string => `_{${digitsFrom(subscripts, match)}}`],
  [/[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]/g, (match): string => `\\frac${vulgarFractions.get(match) ?? ''}`],
  [
    /\\(?:left|right|middle|displaystyle|textstyle|limits|nolimits|bigl|bigr|Bigl|Bigr|biggl|biggr|Biggl|Biggr|big|Big|bigg|Bigg)(?![a-zA-Z])\.?/g,
    '',
  ],
  [/\\!/g, ''],
  [/\{,\}/g, ','],
  [
    /\\[,;:> ]|~|\\q?quad|\\(?:thinspace|medspace|thickspace|enspace|neg(?:thin|med|thick)space|hspace\{[^{}]{0,20}\})(?![a-zA-Z])/g,
    ' ',
  ],
  [/\\[dtc]frac(?![a-zA-Z])/g, '\\frac'],
  [/\\[dt]binom(?![a-zA-Z])/g, '\\binom'],
  [/\\%|％/g, '%'],
  [
    /\^ ?(?:\{ ?\\circ ?\}|\\circ(?![a-zA-Z]))|\\degree(?![a-zA-Z])|\u00ba|\^ ?(?:\{ ?\u00b0 ?\}|\u00b0)/g,
    '\u00b0',
  ],
  [/\u00d7|\\times(?![a-zA-Z])|\\cdot(?![a-zA-Z])|\\ast(?![a-zA-Z])|\u22c5|\u00b7|\u2219/g, '*'],
  [/\\div(?![a-zA-Z])|\u00f7/g, '/'],
  [/(?<=\d) ?[xX] ?(?=10 ?\^)/g, '*'],
  [/\\approx(?![a-zA-Z])|\\simeq(?![a-zA-Z])|\\sim(?![a-zA-Z])/g, '\u2248'],
  [/\\leqslant(?![a-zA-Z])|\\leq?(?![a-zA-Z])|<=|\u2a7d/g, '≤'],
  [/\\geqslant(?![a-zA-Z])|\\geq?(?![a-zA-Z])|>=|\u2a7e/g, '≥'],
  [/\\neq?(?![a-zA-Z])|\\not ?=|!=(?!=)/g, '≠'],
  [/\\lt(?![a-zA-Z])/g, '<'],
  [/\\gt(?![a-zA-Z])/g, '>'],
  [/\\(?:cup|bigcup)(?![a-zA-Z])/g, '∪'],
  [/\\(?:cap|bigcap)(?![a-zA-Z])/g, '∩'],
  [/\\in(?![a-zA-Z])/g, '∈'],
  [/\\pm(?![a-zA-Z])|\+\/-|\+-/g, '±'],
  [/\\mp(?![a-zA-Z])/g, '∓'],
  [/\\infty(?![a-zA-Z])|\\infin(?![a-zA-Z])/g, '∞'],
  [/\\pi(?![a-zA-Z])/g, 'π'],
  [/\\mathbb ?\{? ?R ?\}?|\\Reals?(?![a-zA-Z])/g, 'ℝ'],
  [/\\colon(?![a-zA-Z])|\u2236/g, ':'],
  [/[\u2018\u2019\u2032]/g, "'"],
  [
    /\^ ?(?:\{ ?\\prime ?(?:\\prime ?)?(?:\\prime ?)?\}|\\prime(?![a-zA-Z]))/g,
    (match): string => "'".repeat(match.split('\\prime').length - 1),
  ],
];

const oneSpelling = (text: string): string =>
  spellings.reduce(
    (result, [pattern, spelling]) =>
      typeof spelling === 'string' ? result.replace(pattern, spelling) : result.replace(pattern, spelling),
    text,
  );

const spaced = (text: string): string => text.replace(/ {2,}/g, ' ').trim();

/** Without the final dot, comma or row end that belongs to a sentence. */
const withoutFinalSigns = (text: string): string => {
  if (text.endsWith('...')) return text;
  if (text.endsWith(rowEnd)) return text.slice(0, -1);
  return text.endsWith('.') || text.endsWith(',') || text.endsWith(';') ? text.slice(0, -1) : text;
};

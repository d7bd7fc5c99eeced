import { EurusError } from '../../../src/core/index.ts';
import { space, wordSign } from './python.ts';

/**
 * A keyword of the data as the regular expression that the reference makes of it, case ignored. Only what cannot
 * backtrack is taken: plain signs, escaped signs, `.`, `\w`, `\d`, `\s`, `\b`. The data has nothing else.
 * @throws EurusError `DATA_FIELD` for a keyword with repetition, groups, classes or alternatives
 */
export const keywordPattern = (keyword: string): RegExp => new RegExp(translated(keyword, true), 'giu');

/** The same as a word of its own. */
export const wordPattern = (word: string): RegExp =>
  new RegExp(`${wordEdge}${translated(word, true)}${wordEdge}`, 'giu');

/** The same with a number behind it, and in its own case. */
export const numberedPattern = (heading: string): RegExp =>
  new RegExp(`${space}?${translated(heading, false)}${space}?\\p{Nd}+${space}?`, 'gu');

/** The same in its own case. */
export const exactPattern = (keyword: string): RegExp => new RegExp(translated(keyword, false), 'gu');

/** True when the pattern is somewhere in the text. */
export const isIn = (text: string, pattern: RegExp): boolean => text.search(pattern) !== -1;

/** Where Python's `\b` matches. */
const wordEdge = `(?:(?<=${wordSign})(?!${wordSign})|(?<!${wordSign})(?=${wordSign}))`;

const classes: Readonly<Record<string, string>> = {
  w: wordSign,
  d: String.raw`\p{Nd}`,
  s: space,
  b: wordEdge,
};

const longest = 1000;

const translated = (keyword: string, ignoresCase: boolean): string => {
  const literal = ignoresCase ? anyCase : ownCase;
  if (keyword.length > longest) throw refused(keyword, `is longer than ${longest} characters`);
  let pattern = '';
  let escaped = false;
  for (const sign of keyword) {
    if (escaped) {
      const its = classes[sign] ?? (/[\p{L}\p{N}]/u.test(sign) ? undefined : literal(sign));
      if (its === undefined) throw refused(keyword, `uses "\\${sign}"`);
      pattern += its;
    } else if (sign === '.') pattern += String.raw`[^\n]`;
    else if ('[](){}*+?|^$'.includes(sign)) throw refused(keyword, `uses "${sign}"`);
    else if (sign !== '\\') pattern += literal(sign);
    escaped = !escaped && sign === '\\';
  }
  if (escaped) throw refused(keyword, 'ends in a backslash');
  return pattern;
};

const ownCase = (sign: string): string =>
  /[\p{L}\p{N}_]/u.test(sign) ? sign : `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`;

/** Python takes the dotless and the dotted i for the other ones when it ignores case. */
const anyCase = (sign: string): string => (sign === 'i' || sign === 'I' ? '[iI\u0130\u0131]' : ownCase(sign));

const refused = (keyword: string, why: string): EurusError =>
  new EurusError(
    'DATA_FIELD',
    `the keyword ${JSON.stringify(keyword.slice(0, 100))} ${why}, which is no plain text`,
  );

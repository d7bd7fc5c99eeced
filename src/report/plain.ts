import { stripVTControlCharacters } from 'node:util';

/** Longest name shown in a table, in characters. */
const maxNameLength = 60;

/**
 * Text of others (model and file names, messages) as one line that cannot move the cursor, colour the
 * terminal, or hide itself: escape sequences, control and formatting characters (bidi among them) go.
 */
export const plain = (text: string): string =>
  stripVTControlCharacters(text)
    .toWellFormed()
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();

/** `plain`, and short enough for a column. */
export const plainName = (text: string): string => {
  const characters = [...plain(text)];
  if (characters.length <= maxNameLength) return characters.join('');
  return `${characters.slice(0, maxNameLength - 1).join('')}…`;
};

/** Length in characters; near enough to columns for names. */
export const lengthOf = (text: string): number => [...text].length;

/** A fraction as a percentage without its sign: `73.97`. */
export const percent = (fraction: number, digits: number): string => (100 * fraction).toFixed(digits);

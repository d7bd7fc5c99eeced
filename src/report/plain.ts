import { oneLine } from '../core/index.ts';

/** Longest name shown in a table, and longest text in a list, in characters. */
const maxNameLength = 60;
const maxTextLength = 4000;

/** Text of others (model and file names, messages) as one line that cannot act on a terminal. */
export const plain = (text: string): string => oneLine(text, maxTextLength).trim();

/** `plain`, and short enough for a column: what is left out stands in the middle, since paths and names differ at their ends. */
export const plainName = (text: string): string => {
  const characters = [...plain(text)];
  if (characters.length <= maxNameLength) return characters.join('');
  const kept = Math.floor((maxNameLength - 1) / 2);
  return `${characters.slice(0, maxNameLength - 1 - kept).join('')}…${characters.slice(-kept).join('')}`;
};

/** Length in characters; near enough to columns for names. */
export const lengthOf = (text: string): number => [...text].length;

/** A fraction as a percentage without its sign: `73.97`. */
export const percent = (fraction: number, digits: number): string => (100 * fraction).toFixed(digits);

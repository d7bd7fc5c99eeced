import { type Cursor, isCommand, isSign, peek } from './cursor.ts';
import type { Token } from './tokens.ts';

const separatorWords = new Set(['and', 'or', 'und', 'oder', '&']);

const wordsOf = (token: Token): string =>
  token.text
    .replace(/[\s,;~]+/g, ' ')
    .trim()
    .toLowerCase();

/** True for what stands between the members of a list. */
export const separates = (token: Token): boolean => {
  if (isSign(token, ',;') || isCommand(token, 'And', 'lor', 'vee', 'text', ';')) return true;
  if (token.kind === 'text') {
    const words = wordsOf(token);
    return separatorWords.has(words) || (words === '' && /[,;]/.test(token.text));
  }
  return token.kind === 'word' && separatorWords.has(token.text);
};

/** True for the separators that stand between whole solutions, where commas stand inside them. */
export const startsAlternative = (token: Token): boolean =>
  isSign(token, ';') ||
  isCommand(token, 'lor', 'vee') ||
  ((token.kind === 'text' || token.kind === 'word') && ['or', 'oder'].includes(wordsOf(token)));

/** True for a word that stands for the colon of a ratio. */
export const joinsRatio = (token: Token): boolean =>
  isSign(token, ':') ||
  (token.kind === 'word' && token.text === 'to') ||
  (token.kind === 'text' && wordsOf(token) === 'to');

/** `(1, 2) U (3, 4)`: a union in plain text. */
export const isUnionWord = (cursor: Cursor): boolean => {
  const [before, token, after] = [cursor.tokens[cursor.next - 1], peek(cursor), peek(cursor, 1)];
  const isWord = token.kind === 'word' && ['U', 'u', 'union'].includes(token.text);
  return isWord && before !== undefined && isSign(before, ')]') && isSign(after, '([');
};

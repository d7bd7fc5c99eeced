import type { Node } from './ast.ts';
import { type Cursor, isCommand, isSign, peek, take, unexpected } from './cursor.ts';
import { functionNames } from './functions.ts';
import { baseOf, scaled } from './numbers.ts';
import { isUnionWord, joinsRatio, separates } from './separators.ts';
import type { Token } from './tokens.ts';
import { isUnit, joiners, suffixOf, unitLetters } from './units.ts';

/** True when units or other words about a number start here. */
export const startsUnits = (cursor: Cursor): boolean => {
  const token = peek(cursor);
  if (separates(token) || joinsRatio(token) || isUnionWord(cursor)) return false;
  if (token.kind === 'text') return !token.marked && !isSingleSymbol(token);
  if (isCommand(token, 'rm', 'it')) return true;
  if (isSign(token, '{(')) return opensUnits(cursor);
  if (token.kind !== 'word') return false;
  const before = cursor.tokens[cursor.next - 1];
  const afterNumber =
    before?.kind === 'number' || isSign(before ?? token, '%$°})!') || before?.kind === 'command';
  if (joiners.has(token.text) && token.spaced && afterNumber) return opensPhrase(cursor);
  if (token.text.length === 1) {
    if (isSign(peek(cursor, 1), '/') && unitLetters.has(peek(cursor, 2).text) && token.spaced)
      return unitLetters.has(token.text);
    return cursor.letterUnits && token.spaced && unitLetters.has(token.text) && isLast(cursor);
  }
  if (functionNames.has(token.text) || constantWords.has(token.text)) return false;
  if (isUnit(token.text, token.spaced)) return afterNumber || token.text.length > 3;
  // Longer words are no product of letters; `suffixOf` says whether they are units.
  return token.text.length > 3 && /^[A-Za-z]+$/.test(token.text) && !startsWithFunction(token.text);
};

/** `a day`, `of the eggs`: a short word before longer ones. */
const opensPhrase = (cursor: Cursor): boolean => {
  let ahead = 1;
  while (peek(cursor, ahead).kind === 'word' && joiners.has(peek(cursor, ahead).text)) ahead += 1;
  const word = peek(cursor, ahead);
  return word.spaced && word.kind === 'word' && word.text.length > 2 && isUnit(word.text, true);
};

const constantWords = new Set(['pi', 'inf', 'infty', 'infinity', 'oo']);

const startsWithFunction = (word: string): boolean =>
  ['sin', 'cos', 'tan', 'log', 'ln', 'sqrt'].some(
    name => word.startsWith(name) && word.length <= name.length + 2,
  );

/** A letter in an upright font is a symbol only where it stands for a constant. */
const isSingleSymbol = (token: Token): boolean => /^ ?[ieπ] ?$/.test(token.text);

const isLast = (cursor: Cursor): boolean => {
  const after = peek(cursor, isSign(peek(cursor, 1), '^') ? 3 : 1);
  return after.kind === 'end' || isSign(after, ',;)]=');
};

/** `{cm}`, `(cm)`, `{\rm cm}`, `{\text{ cm}}`: a group that holds a unit only. */
const opensUnits = (cursor: Cursor): boolean => {
  const ahead = isCommand(peek(cursor, 1), 'rm', 'it', 'bf') ? 2 : 1;
  const word = peek(cursor, ahead);
  if (word.kind === 'text') return isSign(peek(cursor, ahead + 1), '})^') && /[a-z]/i.test(word.text);
  return (
    word.kind === 'word' &&
    word.text.length > 1 &&
    isUnit(word.text, true) &&
    isSign(peek(cursor, ahead + 1), '})^')
  );
};

/** Reads the words behind a value and takes them off; scale words and `percent` change it. */
export const readUnits = (cursor: Cursor, value: Node): Node => {
  const start = cursor.next;
  const before = cursor.tokens[start - 1];
  const first = peek(cursor);
  const separated = first.spaced || first.kind !== 'word';
  const words: string[] = [];
  while (takeUnitWord(cursor, words));
  const based = baseIn(words);
  if (based !== null && value.kind === 'number' && /^\d+$/.test(value.literal)) {
    return { kind: 'based', digits: value.literal, base: based };
  }
  const isLetterUnit = cursor.letterUnits && words.length === 1 && unitLetters.has(words[0] ?? '');
  const suffix = isLetterUnit ? { exponent: 0, percent: false } : suffixOf(words, separated);
  if (suffix === null || before === undefined) {
    cursor.next = start;
    throw unexpected(cursor, 'words that are no unit:');
  }
  if (!suffix.percent) noteUnit(cursor, cursor.tokens.slice(start, cursor.next));
  const number = suffix.exponent === 0 ? value : scaled(value, suffix.exponent);
  return suffix.percent ? { kind: 'percent', of: number } : number;
};

/** A scale word is no unit. */
const noteUnit = (cursor: Cursor, tokens: readonly Token[]): void => {
  const unit = tokens
    .map(({ text }) => text)
    .join(' ')
    .replace(/\b(?:hundred|thousand|million|billion|trillion)\b/i, '')
    .trim();
  if (unit !== '') cursor.units.push(unit);
};

const baseIn = (words: readonly string[]): number | null => {
  const rest = words[0] === 'in' ? words.slice(1) : words;
  return rest.length === 2 && rest[0] === 'base' ? baseOf(rest[1] ?? '') : null;
};

/** Takes one token of a unit; false when the unit ends before it. */
const takeUnitWord = (cursor: Cursor, words: string[]): boolean => {
  const token = peek(cursor);
  if (words.length > 12 || separates(token) || joinsRatio(token)) return false;
  if (token.kind === 'text') {
    words.push(
      ...token.text
        .split(/[\s/]+/)
        .filter(word => (word !== '' && !/^\^?[{}\d]*$/.test(word)) || /^\d+$/.test(word))
        .map(withoutPower),
    );
  } else if (token.kind === 'word') {
    if (functionNames.has(token.text)) return false;
    words.push(token.text);
  } else if (token.kind === 'number' && words.at(-1) === 'base') {
    words.push(token.text);
  } else if (isSign(token, '^')) {
    takePower(cursor);
    return true;
  } else if (isSign(token, '/*') && ['word', 'text'].includes(peek(cursor, 1).kind)) {
    // `m/s`
  } else if (!isSign(token, '{}%') && !isCommand(token, 'rm', 'it', 'bf', '/') && !isUnitBracket(cursor)) {
    return false;
  }
  take(cursor);
  return true;
};

const withoutPower = (word: string): string =>
  word
    .replace(/\^\{?-?\d\}?$/, '')
    .replace(/[.,;]$/, '')
    .replace(/^\((.*)\)$/, '$1');

/** A parenthesis around a unit, opening or closing. */
const isUnitBracket = (cursor: Cursor): boolean => {
  const token = peek(cursor);
  if (isSign(token, '(')) return opensUnits(cursor);
  const depth = cursor.tokens
    .slice(Math.max(0, cursor.next - 6), cursor.next)
    .reduce(
      (sum, { kind, text }) => sum + (kind !== 'sign' ? 0 : text === '(' ? 1 : text === ')' ? -1 : 0),
      0,
    );
  return isSign(token, ')') && depth > 0 && cursor.tokens[cursor.next - 2]?.text === '(';
};

/** `^2`, `^{-1}` behind a unit. */
const takePower = (cursor: Cursor): void => {
  take(cursor);
  const braced = isSign(peek(cursor), '{');
  if (braced) take(cursor);
  if (isSign(peek(cursor), '-')) take(cursor);
  if (peek(cursor).kind !== 'number') throw unexpected(cursor, 'the power of a unit is missing');
  take(cursor);
  if (braced && isSign(peek(cursor), '}')) take(cursor);
};

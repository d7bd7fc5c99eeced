import { add, divide, integer, multiply, type Rational, shift } from '../rational.ts';
import type { Node } from './ast.ts';
import { type Cursor, isCommand, isSign, peek, take, Unreadable, unexpected } from './cursor.ts';
import type { Token } from './tokens.ts';

/** A number at the cursor with what belongs to it: the fraction of a mixed number, repeating decimals, a base. */
export const readNumber = (cursor: Cursor): Node => {
  const token = take(cursor);
  if (token.kind === 'based') return basedNumber(token);
  const value = literalValue(token.text);
  if (value === null) throw new Unreadable('a number is too large', token.at);
  const repeating = repeatingTail(cursor, token, value);
  if (repeating !== null) return { kind: 'number', value: repeating, literal: '' };
  const fraction = /^\d+$/.test(token.text) ? fractionTail(cursor) : null;
  if (fraction !== null) return { kind: 'number', value: add(value, fraction), literal: '' };
  return { kind: 'number', value, literal: token.text };
};

/** The value of digits with an optional point and exponent. */
export const literalValue = (literal: string): Rational | null => {
  const [mantissa = '', exponent = '0'] = literal.split('e');
  const [whole = '', decimals = ''] = mantissa.split('.');
  return shift(integer(BigInt(whole + decimals || '0')), Number(exponent) - decimals.length);
};

const spelledBases: ReadonlyMap<string, number> = new Map([
  ['two', 2],
  ['three', 3],
  ['four', 4],
  ['five', 5],
  ['six', 6],
  ['seven', 7],
  ['eight', 8],
  ['nine', 9],
  ['ten', 10],
  ['eleven', 11],
  ['twelve', 12],
  ['sixteen', 16],
]);

/** The base that a text names, in digits or as a word. */
export const baseOf = (text: string): number | null => {
  const base = spelledBases.get(text) ?? (/^\d{1,2}$/.test(text) ? Number(text) : null);
  return base !== null && base >= 2 && base <= 36 ? base : null;
};

const basedNumber = (token: Token): Node => {
  const [digits = '', name = ''] = token.text.split('_');
  const base = baseOf(name);
  if (base === null) throw new Unreadable(`"${name}" is no base`, token.at);
  return { kind: 'based', digits, base };
};

/** `0.1\overline{6}`, `0.\dot{3}`, `0.(3)`: the exact value; null when no digits repeat. */
const repeatingTail = (cursor: Cursor, token: Token, value: Rational): Rational | null => {
  const point = token.text.indexOf('.');
  if (point === -1 || token.text.includes('e')) return null;
  const decimals = token.text.length - point - 1;
  const isBar = isCommand(peek(cursor), 'overline', 'bar', 'dot', 'overbar') && isSign(peek(cursor, 1), '{');
  const isParenthesis = decimals === 0 && isSign(peek(cursor), '(') && !peek(cursor).spaced;
  if (!isBar && !isParenthesis) return null;
  const first = isBar ? 2 : 1;
  const period = peek(cursor, first);
  if (period.kind !== 'number' || !/^\d+$/.test(period.text)) return null;
  if (!isSign(peek(cursor, first + 1), isBar ? '}' : ')')) return null;
  cursor.next += first + 2;
  const nines = integer(10n ** BigInt(period.text.length) - 1n);
  const fraction = divide(integer(BigInt(period.text)), nines);
  const shifted = fraction === null ? null : shift(fraction, -decimals);
  return shifted === null ? null : add(value, shifted);
};

/** The fraction behind an integer: `\frac{1}{2}`, or ` 1/2` after a space. */
const fractionTail = (cursor: Cursor): Rational | null => {
  if (isCommand(peek(cursor), 'frac')) {
    const start = cursor.next;
    cursor.next += 1;
    const [above, below] = [digitsArgument(cursor), digitsArgument(cursor)];
    const value = above === null || below === null ? null : divide(above, below);
    // Something else than digits: a product, read from the start again.
    if (value === null) cursor.next = start;
    return value;
  }
  const [above, slash, below] = [peek(cursor), peek(cursor, 1), peek(cursor, 2)];
  const isFraction =
    above.kind === 'number' && above.spaced && isSign(slash, '/') && below.kind === 'number' && !slash.spaced;
  if (!isFraction || !/^\d+$/.test(above.text) || !/^\d+$/.test(below.text)) return null;
  const value = divide(integer(BigInt(above.text)), integer(BigInt(below.text)));
  if (value !== null) cursor.next += 3;
  return value;
};

/** `{12}` or one digit of a number, moving the cursor; null (cursor undefined) when it is something else. */
const digitsArgument = (cursor: Cursor): Rational | null => {
  if (isSign(peek(cursor), '{')) {
    const number = peek(cursor, 1);
    if (number.kind !== 'number' || !/^\d+$/.test(number.text) || !isSign(peek(cursor, 2), '}')) return null;
    cursor.next += 3;
    return integer(BigInt(number.text));
  }
  const token = peek(cursor);
  // Two digits belong to two arguments; more of them are read elsewhere.
  if (token.kind !== 'number' || !/^\d{1,2}$/.test(token.text)) return null;
  return integer(BigInt(takeDigit(cursor).text));
};

/** Takes the first digit of the number at the cursor, as LaTeX takes an argument without braces. */
export const takeDigit = (cursor: Cursor): Token => {
  const token = peek(cursor);
  if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw unexpected(cursor, 'a digit is missing');
  if (token.text.length === 1) return take(cursor);
  const rest: Token = { ...token, text: token.text.slice(1), at: token.at + 1, spaced: false };
  cursor.tokens[cursor.next] = rest;
  return { ...token, text: token.text.slice(0, 1) };
};

/** The number times a power of ten. */
export const scaled = (node: Node, power: number): Node => {
  const factor = shift(integer(1n), power) ?? integer(1n);
  if (node.kind === 'number') return { kind: 'number', value: multiply(node.value, factor), literal: '' };
  return {
    kind: 'operation',
    sign: '*',
    left: node,
    right: { kind: 'number', value: factor, literal: '' },
  };
};

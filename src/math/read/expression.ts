import { deeper, maxTerms, OverBudget } from '../budget.ts';
import { call, type Node, operation } from './ast.ts';
import { readAtom, startsAtom } from './atoms.ts';
import { type Cursor, isCommand, isSign, peek, take, takeSign, unexpected } from './cursor.ts';
import { readUnits, startsUnits } from './quantities.ts';

/** A sum: products with plus, minus and plus-minus between them. */
export const readExpression = (cursor: Cursor): Node =>
  deeper(cursor.budget, () => {
    let left = readFirstTerm(cursor);
    for (let terms = 1; ; terms += 1) {
      const token = peek(cursor);
      if (!isSign(token, '+-±∓')) return left;
      if (terms > maxTerms) throw new OverBudget(`a sum has more than ${maxTerms} terms`);
      take(cursor);
      const right = readProduct(cursor);
      left =
        token.text === '±' || token.text === '∓'
          ? { kind: 'plus-minus', sign: token.text, left, right }
          : operation(token.text === '+' ? '+' : '-', left, right);
    }
  });

const readFirstTerm = (cursor: Cursor): Node => {
  const token = peek(cursor);
  if (!isSign(token, '±∓')) return readProduct(cursor);
  take(cursor);
  return { kind: 'plus-minus', sign: token.text === '±' ? '±' : '∓', left: null, right: readProduct(cursor) };
};

const readProduct = (cursor: Cursor): Node => {
  let left = readFactor(cursor);
  for (let factors = 1; ; factors += 1) {
    const token = peek(cursor);
    if (factors > maxTerms) throw new OverBudget(`a product has more than ${maxTerms} factors`);
    if (isSign(token, '*/')) {
      take(cursor);
      left = operation(token.text === '*' ? '*' : '/', left, readFactor(cursor));
    } else if (isModulo(cursor)) {
      take(cursor);
      left = call('mod', left, readFactor(cursor));
    } else if (isCommand(token, 'pmod')) {
      take(cursor);
      left = { kind: 'form', name: 'pmod', parts: [left, readFactor(cursor)] };
    } else if (startsUnits(cursor)) {
      left = readUnits(cursor, left);
    } else if (startsAtom(cursor)) {
      // `2^3 5`: behind a power a space is a times sign.
      const last = left.kind === 'operation' && left.sign === '*' ? left.right : left;
      const isPower = last.kind === 'operation' && last.sign === '^' && token.spaced;
      if (token.kind === 'number' && endsInNumber(cursor) && !isPower)
        throw unexpected(cursor, 'two numbers side by side');
      left = operation('*', left, readPower(cursor));
    } else {
      return left;
    }
  }
};

const endsInNumber = (cursor: Cursor): boolean => {
  const before = cursor.tokens[cursor.next - 1];
  return before?.kind === 'number' || before?.kind === 'based';
};

const isModulo = (cursor: Cursor): boolean => {
  const token = peek(cursor);
  return isCommand(token, 'bmod', 'mod') || (token.kind === 'word' && token.text === 'mod');
};

/** A factor with its signs. */
const readFactor = (cursor: Cursor): Node =>
  deeper(cursor.budget, () => {
    if (takeSign(cursor, '-')) return { kind: 'negative', of: readFactor(cursor) };
    if (takeSign(cursor, '+')) return readFactor(cursor);
    return readPower(cursor);
  });

/** An atom with what stands behind it: powers, factorials, percent and degree signs. */
export const readPower = (cursor: Cursor): Node => {
  let left = readAtom(cursor);
  for (;;) {
    const token = peek(cursor);
    const side = takeSide(cursor);
    if (side !== null) {
      left = { kind: 'form', name: `side ${side}`, parts: [left] };
    } else if (
      isSign(token, '^') ||
      (isSign(token, '*') && isSign(peek(cursor, 1), '*') && !peek(cursor, 1).spaced)
    ) {
      cursor.next += token.text === '^' ? 1 : 2;
      left = operation('^', left, readExponent(cursor));
    } else if (isSign(token, '!')) {
      take(cursor);
      left = call('factorial', left);
    } else if (isSign(token, '%')) {
      take(cursor);
      left = { kind: 'percent', of: left };
    } else if (isSign(token, '°')) {
      take(cursor);
      // Celsius and Fahrenheit are units.
      const scale = peek(cursor);
      if (scale.kind === 'word' && /^[CF]$/.test(scale.text)) take(cursor);
      else if (scale.kind === 'text' && /^ ?[CF] ?$/.test(scale.text)) take(cursor);
      left = { kind: 'degree', of: left };
    } else if (isCommand(token, '$') || isSign(token, '$€£¥¢')) {
      take(cursor);
    } else {
      return left;
    }
  }
};

/** Takes a sign alone in an exponent, `3^+` or `3^{-}`: from which side something comes near; null for anything else. */
const takeSide = (cursor: Cursor): string | null => {
  if (!isSign(peek(cursor), '^')) return null;
  const isBraced = isSign(peek(cursor, 1), '{');
  const sign = peek(cursor, isBraced ? 2 : 1);
  const after = peek(cursor, isBraced ? 3 : 2);
  const isAlone = isSign(after, '}') || (!isBraced && after.kind === 'end');
  if (!isSign(sign, '+-') || !isAlone) return null;
  cursor.next += isBraced ? 4 : 2;
  return sign.text;
};

const readExponent = (cursor: Cursor): Node =>
  deeper(cursor.budget, () => {
    if (takeSign(cursor, '-')) return { kind: 'negative', of: readExponent(cursor) };
    if (takeSign(cursor, '+')) return readExponent(cursor);
    const atom = readAtom(cursor);
    // 2^3^2 is 2^(3^2).
    if (!isSign(peek(cursor), '^')) return atom;
    take(cursor);
    return operation('^', atom, readExponent(cursor));
  });

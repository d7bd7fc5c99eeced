import type { Node } from '../../read/ast.ts';
import { literalValue } from '../../read/numbers.ts';
import { isSign, type LatexCursor, peek } from './latex-cursor.ts';
import { Halt } from './reading.ts';

/**
 * Digits, whatever space is between them, with groups of three behind commas, and decimals. Before one more dot, which
 * might belong to another number, sympy gives up the last decimal or group.
 * @param final nothing steps back from an error in it
 */
export const number = (cursor: LatexCursor, final = false): Node => {
  let digits = takeDigits(cursor);
  while (isSign(peek(cursor), ',') && [1, 2, 3].every(ahead => peek(cursor, ahead).kind === 'digit')) {
    if (isSign(peek(cursor, 4), '.') && peek(cursor, 5).kind !== 'digit') break;
    digits += [1, 2, 3].map(ahead => peek(cursor, ahead).text).join('');
    cursor.next += 4;
  }
  if (isSign(peek(cursor), '.')) {
    cursor.next += 1;
    if (peek(cursor).kind !== 'digit') throw new Halt('error', final);
    const decimals = takeDigits(cursor);
    const givesUp = decimals.length > 1 && isSign(peek(cursor), '.');
    if (givesUp) cursor.next -= 1;
    digits += `.${givesUp ? decimals.slice(0, -1) : decimals}`;
  }
  // An integer with a zero in front is refused, unless all of it is zeros.
  if (/^0+[1-9]\d*$/.test(digits)) throw new Halt('error');
  const value = literalValue(digits);
  if (value === null) throw new Halt('unknown');
  return { kind: 'number', value, literal: digits };
};

const takeDigits = (cursor: LatexCursor): string => {
  let digits = '';
  for (let token = peek(cursor); token.kind === 'digit'; token = peek(cursor)) {
    digits += token.text;
    cursor.next += 1;
  }
  return digits;
};

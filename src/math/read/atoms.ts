import { deeper } from '../budget.ts';
import { call, type Node, operation, symbol } from './ast.ts';
import { readAngles, readBars, readBracket, readFenced, readGroup } from './brackets.ts';
import { readCommand, startsCommand } from './commands.ts';
import { type Cursor, isCommand, isSign, peek, take, takeSign, unexpected } from './cursor.ts';
import { functionNames } from './functions.ts';
import { readNumber } from './numbers.ts';
import { isUnionWord, joinsRatio, separates } from './separators.ts';
import { readText, readWord } from './words.ts';

/** True when another factor may start here without a times sign. */
export const startsAtom = (cursor: Cursor): boolean => {
  const token = peek(cursor);
  if (separates(token) || joinsRatio(token) || isUnionWord(cursor)) return false;
  switch (token.kind) {
    case 'number':
    case 'word':
    case 'text':
      return true;
    case 'based':
    case 'end':
      return false;
    case 'command':
      return startsCommand(token);
    default:
      return isSign(token, '|') ? cursor.bars === 0 : isSign(token, '({[∞∅√⌊⌈');
  }
};

/** A number, a symbol, a function with its arguments, a group. */
export const readAtom = (cursor: Cursor): Node =>
  deeper(cursor.budget, () => {
    const token = peek(cursor);
    switch (token.kind) {
      case 'number':
      case 'based':
        return readNumber(cursor);
      case 'word':
        return readWord(cursor);
      case 'text':
        return readText(cursor);
      case 'command':
        return readCommand(cursor);
      case 'sign':
        return readSign(cursor);
      default:
        throw unexpected(cursor, 'something is missing');
    }
  });

const readSign = (cursor: Cursor): Node => {
  const { text } = peek(cursor);
  switch (text) {
    case '(':
    case '[':
      return readBracket(cursor);
    case '{':
      return readGroup(cursor);
    case '|':
      return readBars(cursor);
    case '⌊':
      return readFenced(cursor, 'floor', '⌋');
    case '⌈':
      return readFenced(cursor, 'ceil', '⌉');
    case '⟨':
      return readAngles(cursor, '⟩');
    case '∞':
      take(cursor);
      return { kind: 'infinity' };
    case '∅':
      take(cursor);
      return { kind: 'empty-set' };
    case '√':
      take(cursor);
      return call('sqrt', readRadicand(cursor));
    case '$':
    case '€':
    case '£':
    case '¥':
    case '*':
      return readAfterDecoration(cursor);
    default:
      throw unexpected(cursor);
  }
};

/** `√12` takes the whole number, `√x` one letter. */
const readRadicand = (cursor: Cursor): Node => {
  const token = peek(cursor);
  if (token.kind !== 'word' || token.text.length === 1 || functionNames.has(token.text))
    return readAtom(cursor);
  take(cursor);
  const [first = '', ...rest] = token.text;
  return rest.reduce<Node>((left, letter) => operation('*', left, symbol(letter)), symbol(first));
};

/** Currency and Markdown's stars say nothing about the value behind them. */
const readAfterDecoration = (cursor: Cursor): Node => {
  if (isSign(peek(cursor), '*') && cursor.next > 0) throw unexpected(cursor);
  while (isSign(peek(cursor), '$€£¥*') || isCommand(peek(cursor), '$')) take(cursor);
  if (takeSign(cursor, '-')) return { kind: 'negative', of: cursor.argument(cursor) };
  return cursor.factor(cursor);
};

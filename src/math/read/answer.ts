import { type Budget, maxMembers, OverBudget } from '../budget.ts';
import type { Node, RelationSign } from './ast.ts';
import { readAtom } from './atoms.ts';
import { type Cursor, isCommand, isSign, peek, take, unexpected } from './cursor.ts';
import { readExpression, readPower } from './expression.ts';
import { pointsOf } from './points.ts';
import { isUnionWord, joinsRatio, separates, startsAlternative } from './separators.ts';
import { type Commas, tokensOf } from './tokens.ts';

/** How an ambiguous text is to be read. */
export type ReadingOptions = { readonly commas: Commas; readonly letterUnits: boolean };

/** Reads a cleaned text as one answer, and notes its units. Throws `Unreadable` or `OverBudget`. */
export const readAnswer = (
  text: string,
  options: ReadingOptions,
  budget: Budget,
  units: string[] = [],
): Node => {
  const cursor: Cursor = {
    tokens: [...tokensOf(text, options.commas)],
    next: 0,
    budget,
    letterUnits: options.letterUnits,
    units,
    bars: 0,
    expression: readExpression,
    factor: readAtom,
    argument: readPower,
    items: readItems,
  };
  const alternatives: number[] = [];
  const members = readItems(cursor, alternatives);
  if (peek(cursor).kind !== 'end') throw unexpected(cursor);
  const items = pointsOf(members, alternatives) ?? members;
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: 'list', items };
};

/**
 * Relations with separators between them: `a, b and c`.
 * @param alternatives takes down which of them a semicolon or an "or" stands before
 */
const readItems = (cursor: Cursor, alternatives: number[] = []): readonly Node[] => {
  const items = [readRelation(cursor)];
  while (separates(peek(cursor))) {
    let isAlternative = false;
    while (separates(peek(cursor))) isAlternative = startsAlternative(take(cursor)) || isAlternative;
    if (closes(cursor)) break;
    if (isAlternative) alternatives.push(items.length);
    items.push(readRelation(cursor));
    if (items.length > maxMembers) throw new OverBudget(`a list has more than ${maxMembers} members`);
  }
  return items;
};

const closes = (cursor: Cursor): boolean => {
  const token = peek(cursor);
  return token.kind === 'end' || isSign(token, ')]}');
};

const signs: ReadonlyMap<string, RelationSign> = new Map([
  ['=', '='],
  ['<', '<'],
  ['>', '>'],
  ['≤', '≤'],
  ['≥', '≥'],
  ['≠', '≠'],
  ['≈', '≈'],
  ['∈', '∈'],
  ['≡', '='],
]);

const readRelation = (cursor: Cursor): Node => {
  const sides = [readCombination(cursor)];
  const between: RelationSign[] = [];
  for (;;) {
    const sign = relationSign(cursor);
    if (sign === null) break;
    between.push(sign);
    sides.push(readCombination(cursor));
  }
  const [only] = sides;
  return between.length === 0 && only !== undefined ? only : { kind: 'relation', sides, signs: between };
};

/** Takes the sign of a relation; null when none comes next. */
const relationSign = (cursor: Cursor): RelationSign | null => {
  const token = peek(cursor);
  if (isCommand(token, 'equiv', 'cong')) {
    take(cursor);
    return '=';
  }
  const isWord = token.kind === 'word' && token.text === 'in';
  const sign = token.kind === 'sign' ? signs.get(token.text) : isWord ? '∈' : undefined;
  if (sign === undefined) return null;
  take(cursor);
  // `==` and `=>` are other people's spellings of it.
  if (sign === '=' && isSign(peek(cursor), '=')) take(cursor);
  return sign;
};

/** Sets or intervals with union, intersection and difference between them. */
const readCombination = (cursor: Cursor): Node => {
  let left = readRatio(cursor);
  for (;;) {
    const token = peek(cursor);
    const sign = isSign(token, '∪') || isUnionWord(cursor) ? '∪' : isSign(token, '∩') ? '∩' : null;
    const isDifference = isCommand(token, 'setminus', 'backslash');
    if (sign === null && !isDifference) return left;
    take(cursor);
    left = { kind: 'combination', sign: sign ?? '\\', left, right: readRatio(cursor) };
  }
};

const readRatio = (cursor: Cursor): Node => {
  const first = readExpression(cursor);
  if (!joinsRatio(peek(cursor)) || !startsPart(cursor)) return first;
  const parts = [first];
  while (joinsRatio(peek(cursor)) && startsPart(cursor)) {
    take(cursor);
    parts.push(readExpression(cursor));
  }
  return { kind: 'ratio', parts };
};

/** A set's colon stands before a condition; that is no ratio. */
const startsPart = (cursor: Cursor): boolean => cursor.bars === 0;

import { call, type FunctionName, type Node, operation, symbol } from './ast.ts';
import { readAngles, readBars, readFenced, readSet } from './brackets.ts';
import { type Cursor, expectSign, isSign, peek, take, takeSign, unexpected } from './cursor.ts';
import { functionNames, letterCommands } from './functions.ts';
import { readIntegral } from './integral.ts';
import { readMatrix } from './matrix.ts';
import { literalValue, takeDigit } from './numbers.ts';
import { readLimit, readSeries } from './series.ts';
import type { Token } from './tokens.ts';
import { readCall, withSubscript } from './words.ts';

/** True when a command may start a factor. */
export const startsCommand = (token: Token): boolean =>
  readers.has(token.text) || functionNames.has(token.text) || letterCommands.has(token.text);

export const readCommand = (cursor: Cursor): Node => {
  const { text } = peek(cursor);
  const reader = readers.get(text);
  if (reader !== undefined) return reader(cursor);
  const name = functionNames.get(text);
  if (name === undefined && !letterCommands.has(text)) throw unexpected(cursor);
  take(cursor);
  return name === undefined ? withSubscript(cursor, text) : readCall(cursor, name);
};

/** What LaTeX takes as one argument: a group, one digit, one letter, one command. */
const readArgument = (cursor: Cursor): Node => {
  const token = peek(cursor);
  if (token.kind === 'number') {
    const digit = takeDigit(cursor).text;
    const value = literalValue(digit);
    if (value === null) throw unexpected(cursor);
    return { kind: 'number', value, literal: digit };
  }
  if (token.kind === 'word' && /^[A-Za-z]{2,}/.test(token.text)) {
    cursor.tokens[cursor.next] = { ...token, text: token.text.slice(1), at: token.at + 1, spaced: false };
    return symbol(token.text.slice(0, 1));
  }
  if (isSign(token, '-')) {
    take(cursor);
    return { kind: 'negative', of: readArgument(cursor) };
  }
  return cursor.factor(cursor);
};

const readFraction = (cursor: Cursor): Node => {
  take(cursor);
  const above = readArgument(cursor);
  return operation('/', above, readArgument(cursor));
};

const readRoot = (cursor: Cursor): Node => {
  take(cursor);
  if (!isSign(peek(cursor), '[')) return call('sqrt', readArgument(cursor));
  take(cursor);
  const index = cursor.expression(cursor);
  expectSign(cursor, ']');
  return call('sqrt', readArgument(cursor), index);
};

const readBinomial = (cursor: Cursor): Node => {
  take(cursor);
  const above = readArgument(cursor);
  return call('binomial', above, readArgument(cursor));
};

/** A mark over something: over capital letters it names a segment, which says no more than the letters. */
const readOver = (cursor: Cursor): Node => {
  const { text } = take(cursor);
  const inner = readArgument(cursor);
  const plain = text === 'vec' || text === 'hat' || text === 'overrightarrow' || isSegment(inner);
  return plain ? inner : { kind: 'form', name: 'bar', parts: [inner] };
};

const isSegment = (node: Node): boolean =>
  node.kind === 'operation' && node.sign === '*'
    ? isSegment(node.left) && isCapital(node.right)
    : isCapital(node);
const isCapital = (node: Node): boolean => node.kind === 'symbol' && /^[A-Z]'*$/.test(node.name);

/** `\mathbb{R}`, `\mathbf{v}`: a font does not change the name. */
const readFont = (cursor: Cursor): Node => {
  take(cursor);
  return isSign(peek(cursor), '{') ? cursor.factor(cursor) : readArgument(cursor);
};

const constant =
  (node: Node) =>
  (cursor: Cursor): Node => {
    take(cursor);
    return node;
  };

/** A sign that belongs to what follows: `\angle ABC`. */
const prefix = (cursor: Cursor): Node => {
  const { text } = take(cursor);
  return { kind: 'form', name: text, parts: [cursor.argument(cursor)] };
};

const fenced =
  (name: FunctionName, close: string) =>
  (cursor: Cursor): Node =>
    readFenced(cursor, name, close);

/** Currency and row ends in front of a value say nothing. */
const skipped = (cursor: Cursor): Node => {
  take(cursor);
  if (takeSign(cursor, '-')) return { kind: 'negative', of: cursor.argument(cursor) };
  return cursor.factor(cursor);
};

const readers: ReadonlyMap<string, (cursor: Cursor) => Node> = new Map<string, (cursor: Cursor) => Node>([
  ['frac', readFraction],
  ['sqrt', readRoot],
  ['binom', readBinomial],
  ['overline', readOver],
  ['bar', readOver],
  ['vec', readOver],
  ['hat', readOver],
  ['overrightarrow', readOver],
  ['overleftrightarrow', readOver],
  ['widehat', readOver],
  ['mathbb', readFont],
  ['mathbf', readFont],
  ['boldsymbol', readFont],
  ['mathcal', readFont],
  ['mathit', readFont],
  ['mathrm', readFont],
  ['textbf', readFont],
  ['boxed', readFont],
  ['fbox', readFont],
  ['emptyset', constant({ kind: 'empty-set' })],
  ['varnothing', constant({ kind: 'empty-set' })],
  ['O', constant({ kind: 'empty-set' })],
  ['ldots', constant({ kind: 'text', text: '...' })],
  ['dots', constant({ kind: 'text', text: '...' })],
  ['cdots', constant({ kind: 'text', text: '...' })],
  ['{', readSet],
  ['lbrace', readSet],
  ['langle', (cursor: Cursor): Node => readAngles(cursor, 'rangle')],
  ['lfloor', fenced('floor', 'rfloor')],
  ['lceil', fenced('ceil', 'rceil')],
  ['lvert', readBars],
  ['lVert', readBars],
  ['|', readBars],
  ['begin', readMatrix],
  ['sum', (cursor: Cursor): Node => readSeries(cursor, 'sum')],
  ['prod', (cursor: Cursor): Node => readSeries(cursor, 'prod')],
  ['int', readIntegral],
  ['iint', readIntegral],
  ['oint', readIntegral],
  ['lim', readLimit],
  ['angle', prefix],
  ['triangle', prefix],
  ['$', skipped],
]);

import { type Node, operation, symbol } from './ast.ts';
import { type Cursor, isSign, peek, take } from './cursor.ts';
import { letterCommands } from './functions.ts';
import { present, readBody, readBounds } from './series.ts';
import type { Token } from './tokens.ts';

/**
 * An integral, which is never evaluated: its bounds, what is integrated, and over what. The sum up to the first
 * differential is integrated (`\int x + a\,dx`), else the product behind the sign.
 */
export const readIntegral = (cursor: Cursor): Node => {
  const { text } = take(cursor);
  const { below, above } = readBounds(cursor);
  const { body, over } = readIntegrand(cursor);
  const bounds = `${below === null ? '' : '_'}${above === null ? '' : '^'}`;
  return { kind: 'form', name: text + bounds, parts: [...present(below), ...present(above), body, ...over] };
};

type Integrand = { readonly body: Node; readonly over: readonly Node[] };

const one: Node = { kind: 'number', value: { numerator: 1n, denominator: 1n }, literal: '1' };

const readIntegrand = (cursor: Cursor): Integrand => {
  const at = findDifferential(cursor);
  if (at === null) return withoutDifferential(readBody(cursor));
  if (at === cursor.next) {
    const over = takeDifferentials(cursor);
    return { body: startsBody(cursor) ? readBody(cursor) : one, over };
  }
  // What is integrated ends there.
  const hidden = peek(cursor, at - cursor.next);
  cursor.tokens[at] = { kind: 'end', text: '', at: hidden.at, spaced: false, marked: false };
  const body = cursor.expression(cursor);
  cursor.tokens[at] = hidden;
  return cursor.next === at ? { body, over: takeDifferentials(cursor) } : { body, over: [] };
};

const startsBody = (cursor: Cursor): boolean => {
  const token = peek(cursor);
  return token.kind === 'word' || token.kind === 'number' || token.kind === 'command' || isSign(token, '({');
};

/** Where the next differential stands outside of all brackets; null when something else ends the integral before. */
const findDifferential = (cursor: Cursor): number | null => {
  let depth = 0;
  for (let at = cursor.next; ; at += 1) {
    const token = peek(cursor, at - cursor.next);
    if (token.kind === 'end') return null;
    if (isSign(token, '({[')) depth += 1;
    else if (isSign(token, ')}]')) depth -= 1;
    if (depth < 0 || (depth === 0 && isSign(token, '=<>≤≥≠≈∈,;&'))) return null;
    if (depth > 0) continue;
    if (splitsProduct(cursor, at, token)) return at + 1;
    if (variableOf(cursor, at - cursor.next) !== null) return at;
  }
};

/** `x\,dx` without its space. */
const splitsProduct = (cursor: Cursor, at: number, token: Token): boolean => {
  const [, factor, differential] = /^([a-z])(d[a-z])$/.exec(token.kind === 'word' ? token.text : '') ?? [];
  if (factor === undefined || differential === undefined) return false;
  const rest = { ...token, text: differential, at: token.at + 1, spaced: false };
  cursor.tokens.splice(at, 1, { ...token, text: factor }, rest);
  return true;
};

/** The variable of a differential `dx` or `d\theta` so far ahead, and how many tokens it takes; null for another token. */
const variableOf = (
  cursor: Cursor,
  ahead: number,
): { readonly name: string; readonly length: number } | null => {
  const token = peek(cursor, ahead);
  if (token.kind !== 'word' && token.kind !== 'text') return null;
  const whole = /^d([a-zA-Z])$/.exec(token.text)?.[1];
  if (token.kind === 'word' && whole !== undefined) return { name: whole, length: 1 };
  const next = peek(cursor, ahead + 1);
  const isName =
    (next.kind === 'command' && letterCommands.has(next.text)) ||
    (next.kind === 'word' && /^[a-zA-Z]$/.test(next.text) && (token.kind === 'text' || !next.spaced));
  return token.text === 'd' && isName ? { name: next.text, length: 2 } : null;
};

const takeDifferentials = (cursor: Cursor): readonly Node[] => {
  const over: Node[] = [];
  for (;;) {
    const variable = variableOf(cursor, 0);
    if (variable === null) return over;
    over.push(symbol(variable.name));
    for (let i = 0; i < variable.length; i += 1) take(cursor);
  }
};

/** `\frac{3\,dx}{x}`: the differential stands at the end of the numerator. */
const withoutDifferential = (body: Node): Integrand => {
  if (body.kind !== 'operation' || body.sign !== '/') return { body, over: [] };
  const factors = factorsOf(body.left);
  const [d, variable] = factors.slice(-2);
  if (d?.kind !== 'symbol' || d.name !== 'd' || variable?.kind !== 'symbol') return { body, over: [] };
  const above = factors.slice(0, -2);
  const numerator = above.length === 0 ? one : above.reduce((left, right) => operation('*', left, right));
  return { body: operation('/', numerator, body.right), over: [variable] };
};

const factorsOf = (node: Node): readonly Node[] =>
  node.kind === 'operation' && node.sign === '*'
    ? [...factorsOf(node.left), ...factorsOf(node.right)]
    : [node];

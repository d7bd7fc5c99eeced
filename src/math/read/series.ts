import { type Node, symbol } from './ast.ts';
import { type Cursor, expectSign, isCommand, isSign, peek, take, takeSign, unexpected } from './cursor.ts';

/** `\sum_{k=1}^{n} body`; without bounds a form that is only compared part by part. */
export const readSeries = (cursor: Cursor, name: 'sum' | 'prod'): Node => {
  take(cursor);
  const { below, above } = readBounds(cursor);
  const body = readBody(cursor);
  if (below?.kind === 'relation' && below.signs[0] === '=' && above !== null) {
    const [index, from, ...more] = below.sides;
    if (index?.kind === 'symbol' && from !== undefined && more.length === 0) {
      return { kind: 'series', name, index: index.name, from, to: above, body };
    }
  }
  return { kind: 'form', name, parts: [...present(below), ...present(above), body] };
};

/** Nor is a limit. */
export const readLimit = (cursor: Cursor): Node => {
  take(cursor);
  const bounds: Node[] = [];
  if (takeSign(cursor, '_')) {
    expectSign(cursor, '{');
    bounds.push(cursor.expression(cursor));
    if (isLimit(cursor)) {
      take(cursor);
      bounds.push(cursor.expression(cursor));
    }
    expectSign(cursor, '}');
  }
  return { kind: 'form', name: 'lim', parts: [...bounds, readBody(cursor)] };
};

const isLimit = (cursor: Cursor): boolean =>
  isCommand(peek(cursor), 'to', 'rightarrow', 'longrightarrow', 'Rightarrow', 'Longrightarrow') ||
  isSign(peek(cursor), '→');

export const present = (node: Node | null): readonly Node[] => (node === null ? [] : [node]);

/** What stands below and above a sign, in either order. */
export const readBounds = (cursor: Cursor): { readonly below: Node | null; readonly above: Node | null } => {
  let [below, above]: [Node | null, Node | null] = [null, null];
  for (;;) {
    if (below === null && takeSign(cursor, '_')) below = readBound(cursor);
    else if (above === null && takeSign(cursor, '^')) above = readBound(cursor);
    else return { below, above };
  }
};

const readBound = (cursor: Cursor): Node => {
  const letter = peek(cursor);
  if (letter.kind === 'word' && letter.text.length === 1) {
    // What follows an underscore is the other bound, not a subscript.
    take(cursor);
    return symbol(letter.text);
  }
  if (!isSign(letter, '{')) return cursor.factor(cursor);
  take(cursor);
  const [only, ...more] = cursor.items(cursor);
  if (only === undefined || more.length > 0) throw unexpected(cursor, 'a bound is not read');
  expectSign(cursor, '}');
  return only;
};

/** The product behind it. */
export const readBody = (cursor: Cursor): Node => {
  let body = cursor.argument(cursor);
  for (;;) {
    const token = peek(cursor);
    const continues =
      token.kind === 'word' ||
      token.kind === 'number' ||
      isSign(token, '(') ||
      isCommand(token, 'frac', 'sqrt', 'binom', 'sin', 'cos', 'tan', 'ln', 'log');
    if (!continues || body.kind === 'text') return body;
    body = { kind: 'operation', sign: '*', left: body, right: cursor.argument(cursor) };
  }
};

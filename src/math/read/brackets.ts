import { call, type FunctionName, type Node, operation } from './ast.ts';
import { type Cursor, expectSign, isCommand, isSign, peek, take, takeSign, unexpected } from './cursor.ts';

/** Reads something in brackets of its own, inside which no outer bar ends. */
const enclosed = <T>(cursor: Cursor, read: () => T): T => {
  const { bars } = cursor;
  cursor.bars = 0;
  const node = read();
  cursor.bars = bars;
  return node;
};

/** `(a)` is a; more members are a tuple or an interval. */
export const readBracket = (cursor: Cursor): Node =>
  enclosed(cursor, () => {
    const open = take(cursor).text === '(' ? '(' : '[';
    const items = cursor.items(cursor);
    const closing = peek(cursor);
    if (!isSign(closing, ')]')) throw unexpected(cursor, 'a bracket does not close');
    take(cursor);
    const close = closing.text === ')' ? ')' : ']';
    const [only] = items;
    if (items.length === 1 && only !== undefined) return only;
    return { kind: 'tuple', open, close, items };
  });

/** `{…}`: what LaTeX treats as one piece; `{a \choose b}` and `{a \over b}` too. */
export const readGroup = (cursor: Cursor): Node =>
  enclosed(cursor, () => {
    expectSign(cursor, '{');
    const items = cursor.items(cursor);
    const [only] = items;
    const left: Node = items.length === 1 && only !== undefined ? only : { kind: 'list', items };
    const middle = peek(cursor);
    if (!isCommand(middle, 'choose', 'over')) {
      expectSign(cursor, '}');
      return left;
    }
    take(cursor);
    const right = cursor.expression(cursor);
    expectSign(cursor, '}');
    return middle.text === 'over' ? operation('/', left, right) : call('binomial', left, right);
  });

/** `\{…\}`: a set; after a bar or colon stands the condition that its members meet. */
export const readSet = (cursor: Cursor): Node =>
  enclosed(cursor, () => {
    take(cursor);
    if (isCommand(peek(cursor), '}', 'rbrace')) {
      take(cursor);
      return { kind: 'empty-set' };
    }
    cursor.bars = 1;
    const items = cursor.items(cursor);
    const isBuilder = isSign(peek(cursor), '|:') || isCommand(peek(cursor), 'mid', 'vert');
    const conditions = isBuilder ? condition(cursor) : null;
    if (!isCommand(peek(cursor), '}', 'rbrace')) throw unexpected(cursor, 'a set does not close');
    take(cursor);
    const [only] = conditions ?? [];
    if (conditions === null) return { kind: 'set', items };
    return conditions.length === 1 && only !== undefined
      ? only
      : { kind: 'form', name: 'set', parts: [...items, ...conditions] };
  });

const condition = (cursor: Cursor): readonly Node[] => {
  take(cursor);
  cursor.bars = 0;
  return cursor.items(cursor);
};

/** `|x|`: the absolute value, of a matrix the determinant. */
export const readBars = (cursor: Cursor): Node => {
  take(cursor);
  const { bars } = cursor;
  cursor.bars = 1;
  const inner = cursor.expression(cursor);
  cursor.bars = bars;
  if (!takeSign(cursor, '|') && !isCommand(peek(cursor), 'rvert', '|', 'vert', 'rVert'))
    throw unexpected(cursor, 'a bar does not close');
  if (peek(cursor).kind === 'command' && isCommand(peek(cursor), 'rvert', '|', 'vert', 'rVert')) take(cursor);
  return inner.kind === 'matrix' ? { kind: 'form', name: 'det', parts: [inner] } : call('abs', inner);
};

/** A function that is written as a pair of signs, `close` as a sign or a command's name. */
export const readFenced = (cursor: Cursor, name: FunctionName, close: string): Node =>
  enclosed(cursor, () => {
    take(cursor);
    const inner = cursor.expression(cursor);
    if (!isSign(peek(cursor), close) && !isCommand(peek(cursor), close))
      throw unexpected(cursor, 'a bracket does not close');
    take(cursor);
    return call(name, inner);
  });

/** `\langle 1, 2 \rangle`: a vector. */
export const readAngles = (cursor: Cursor, close: string): Node =>
  enclosed(cursor, () => {
    take(cursor);
    const items = cursor.items(cursor);
    if (!isSign(peek(cursor), close) && !isCommand(peek(cursor), close))
      throw unexpected(cursor, 'a bracket does not close');
    take(cursor);
    return { kind: 'tuple', open: '(', close: ')', items };
  });

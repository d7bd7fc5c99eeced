import type { Node } from '../../read/ast.ts';
import { Halt } from './reading.ts';

/** Longest text that is read, in UTF-16 units. */
export const maxLength = 4096;

/** Deepest nesting that is read; what is deeper is left open. */
const maxDepth = 40;

/** A walk over the tokens of a text. */
export type Cursor<Token> = {
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
};

/** What `read` makes of the next tokens, one level deeper. @throws Halt `unknown` for what is nested too deeply */
export const nested = <Value>(cursor: Pick<Cursor<unknown>, 'depth'>, read: () => Value): Value => {
  if (cursor.depth > maxDepth) throw new Halt('unknown');
  cursor.depth += 1;
  const value = read();
  cursor.depth -= 1;
  return value;
};

/** An operand with any number of signs in front of it. */
export const signed = <Walk extends Cursor<unknown>>(
  cursor: Walk,
  peek: (cursor: Walk) => { readonly kind: string; readonly text: string },
  operand: (cursor: Walk) => Node,
): Node => {
  const { kind, text } = peek(cursor);
  if (kind !== 'sign' || (text !== '+' && text !== '-')) return operand(cursor);
  cursor.next += 1;
  const of = nested(cursor, () => signed(cursor, peek, operand));
  return text === '-' ? { kind: 'negative', of } : of;
};

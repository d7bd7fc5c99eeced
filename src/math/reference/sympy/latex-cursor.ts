import type { Cursor } from './cursor.ts';
import type { LatexToken } from './latex-tokens.ts';
import { Halt } from './reading.ts';

/** A walk over the tokens of a formula. */
export type LatexCursor = Cursor<LatexToken> & {
  /** False inside the argument of a function without parentheses. */
  functions: boolean;
  /** Where a parenthesis does not close, so that it need not be tried again. */
  notAt: number;
};

const end: LatexToken = { kind: 'end', text: '' };

/**
 * The token that comes next, or one further on.
 * @throws Halt at a sign that is in no formula
 */
export const peek = (cursor: LatexCursor, ahead = 0): LatexToken => {
  const token = cursor.tokens[cursor.next + ahead] ?? end;
  if (token.kind === 'wrong' && ahead === 0) throw new Halt('error', true);
  return token;
};

/** What follows if it fits; else null, and reading is where it was. */
export const attempt = <T>(cursor: LatexCursor, read: () => T): T | null => {
  const { next, depth, functions } = cursor;
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof Halt) || thrown.final) throw thrown;
    Object.assign(cursor, { next, depth, functions });
    return null;
  }
};

export const isSign = (token: LatexToken, text: string): boolean =>
  token.kind === 'sign' && token.text === text;
export const isCommand = (token: LatexToken, ...names: readonly string[]): boolean =>
  token.kind === 'command' && names.includes(token.text.slice(1));

/** Takes a sign. @throws Halt `error` when it does not come next */
export const expect = (cursor: LatexCursor, sign: string): void => {
  if (!isSign(peek(cursor), sign)) throw new Halt('error');
  cursor.next += 1;
};

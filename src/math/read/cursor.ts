import { type Budget, spend } from '../budget.ts';
import type { Node } from './ast.ts';
import type { Token } from './tokens.ts';

/** Thrown inside the room where a text is no mathematics that we know. */
export class Unreadable extends Error {
  /** Where in the cleaned text, in UTF-16 units. */
  readonly at: number;

  constructor(what: string, at: number) {
    super(what);
    this.at = at;
  }
}

/** A walk over tokens. The functions in it break the circle between the files of the grammar. */
export type Cursor = {
  readonly tokens: Token[];
  next: number;
  readonly budget: Budget;
  /** Read a single unit letter after a number and a space (`5 m`) as a unit instead of a variable. */
  readonly letterUnits: boolean;
  /** What has been read as units, in order. */
  readonly units: string[];
  /** How many absolute-value bars are open. */
  bars: number;
  /** Sums and what binds tighter. */
  readonly expression: (cursor: Cursor) => Node;
  /** One atom, e.g. a group, without what stands behind it. */
  readonly factor: (cursor: Cursor) => Node;
  /** One atom with its powers. */
  readonly argument: (cursor: Cursor) => Node;
  /** Items with separators between them. */
  readonly items: (cursor: Cursor) => readonly Node[];
};

const end: Token = { kind: 'end', text: '', at: 0, spaced: false, marked: false };

/** The token that comes next, or one further on. */
export const peek = (cursor: Cursor, ahead = 0): Token =>
  cursor.tokens[cursor.next + ahead] ?? cursor.tokens.at(-1) ?? end;

/** Takes the token that comes next, whatever it is. @throws OverBudget */
export const take = (cursor: Cursor): Token => {
  spend(cursor.budget);
  const token = peek(cursor);
  if (token.kind !== 'end') cursor.next += 1;
  return token;
};

export const isSign = (token: Token, signs: string): boolean =>
  token.kind === 'sign' && signs.includes(token.text);

export const isCommand = (token: Token, ...names: readonly string[]): boolean =>
  token.kind === 'command' && names.includes(token.text);

/** Takes a sign when it comes next. */
export const takeSign = (cursor: Cursor, sign: string): boolean => {
  if (!isSign(peek(cursor), sign)) return false;
  take(cursor);
  return true;
};

/** Takes a sign. @throws Unreadable when it does not come next */
export const expectSign = (cursor: Cursor, sign: string): void => {
  if (!takeSign(cursor, sign)) throw unexpected(cursor, `"${sign}" is missing`);
};

/** An error at the token that comes next. */
export const unexpected = (cursor: Cursor, what?: string): Unreadable => {
  const token = peek(cursor);
  const shown = token.kind === 'command' ? `\\${token.text}` : token.text;
  const found = token.kind === 'end' ? 'the end' : `"${shown.slice(0, 20)}"`;
  return new Unreadable(
    what === undefined ? `${found} is not expected` : `${what} before ${found}`,
    token.at,
  );
};

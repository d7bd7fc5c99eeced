import type { Cursor } from './cursor.ts';
import type { PythonToken } from './python-tokens.ts';
import { Halt } from './reading.ts';

/** A walk over the tokens of an expression. */
export type PythonCursor = Cursor<PythonToken> & {
  /** Products without a sign, single letters. */
  readonly implicit: boolean;
};

/** What stands behind the last token. */
export const end: PythonToken = { kind: 'end', text: '' };

/**
 * The token that comes next.
 * @throws Halt at one that is not followed, or that is none
 */
export const peek = (cursor: PythonCursor): PythonToken => {
  const token = cursor.tokens[cursor.next] ?? end;
  const joins = token.text === 'or' || token.text === 'and';
  if (token.kind === 'unsure' || token.kind === 'quote' || (token.kind === 'keyword' && !joins))
    throw new Halt('unknown');
  if (token.kind === 'wrong') throw new Halt('error');
  return token;
};

export const isSign = (token: PythonToken, ...signs: readonly string[]): boolean =>
  token.kind === 'sign' && signs.includes(token.text);

/** True where an expression ends. */
export const closes = (token: PythonToken): boolean => token.kind === 'end' || isSign(token, ')', ']', '}');

/** The word of the language that comes next; null where another token does. */
export const keyword = (cursor: PythonCursor): string | null => {
  const token = cursor.tokens[cursor.next];
  return token?.kind === 'keyword' ? token.text : null;
};

/** True when an operator or a member access that is not followed here may make an expression of it. */
export const mayGoOn = (cursor: PythonCursor): boolean => {
  const [token, after] = [peek(cursor), cursor.tokens[cursor.next + 1] ?? end];
  if (isSign(token, '.')) return after.kind === 'name' && isMember(after.text);
  if (!isSign(token, '[', '&', '|', '%', '//', '<<', '>>', '@')) return false;
  return (
    after.kind !== 'end' &&
    after.kind !== 'wrong' &&
    !(after.kind === 'sign' && !/^[-+~([{.]$/.test(after.text))
  );
};

/** Names of members that sympy's expressions have; all others raise. */
const isMember = (name: string): boolean =>
  /^(?:_|is_|as_|has|get|n?series|[a-z]+simp$)|^(?:name|args|func|subs|expand|factor|diff|limit|n|evalf|replace|count|match|find|copy|together|apart|cancel|collect|coeff|conjugate|adjoint|transpose|assumptions0|atoms|round|rewrite|xreplace|separate|nsimplify|simplify|equals|compare|doit|integrate|invert|kind|refine|sort_key|imag|real|numerator|denominator|p|q)$/.test(
    name,
  );

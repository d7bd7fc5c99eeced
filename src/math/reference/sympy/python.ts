import { call, type Node, operation, symbolsIn } from '../../read/ast.ts';
import { literalValue } from '../../read/numbers.ts';
import { maxLength, nested, signed } from './cursor.ts';
import { closes, end, isSign, keyword, mayGoOn, type PythonCursor, peek } from './python-cursor.ts';
import { constants, functionNames, objects, otherConstants } from './python-names.ts';
import { cannotCompile, pythonTokens } from './python-tokens.ts';
import { application, Halt, integerNode, readingOf, type SympyReading, variable } from './reading.ts';

/**
 * What sympy's `parse_expr` makes of a text, which it reads as Python: words are variables, and everything else than one
 * expression raises. Nothing of the text is run.
 * @param implicit products without a sign, single letters, and `^` as power, as the PRM800K grader asks for
 */
export const readSympyPython = (text: string, implicit = false): SympyReading => {
  if (text.length > maxLength) return { kind: 'unknown' };
  const tokens = pythonTokens(implicit ? text.replaceAll('^', '**') : text);
  if (!implicit && cannotCompile(tokens)) return { kind: 'error' };
  const cursor: PythonCursor = { tokens, next: 0, depth: 0, implicit };
  const [only, after] = tokens;
  if (only?.kind === 'keyword' && after?.kind === 'end') return constantOf(only.text);
  return readingOf(() => {
    const value = tuple(cursor);
    if (peek(cursor).kind === 'end') return value;
    throw new Halt(mayGoOn(cursor) ? 'unknown' : 'error');
  });
};

/** Python's own constants: its truths count as 1 and 0, and nothing is subtracted from `None`. */
const constantOf = (word: string): SympyReading => {
  if (word === 'None') return { kind: 'other' };
  const truth = word === 'True' ? '1' : word === 'False' ? '0' : null;
  return truth === null ? { kind: 'error' } : { kind: 'expression', node: integerNode(truth) };
};

/** Values with commas between them; inside the PRM800K grader's difference a tuple raises. */
const tuple = (cursor: PythonCursor): Node | 'other' => {
  let value = choice(cursor);
  while (isSign(peek(cursor), ',')) {
    if (cursor.implicit) throw new Halt('error');
    cursor.next += 1;
    value = 'other';
    if (!closes(peek(cursor))) choice(cursor);
  }
  return value;
};

/** `a or b` is the first that is not 0, `a and b` the first that is; of two kinds of words only one is followed. */
const choice = (cursor: PythonCursor): Node | 'other' => {
  let value = comparison(cursor);
  for (let word = keyword(cursor); word === 'or' || word === 'and'; word = keyword(cursor)) {
    cursor.next += 1;
    const other = comparison(cursor);
    const another = keyword(cursor);
    if (value === 'other' || (another !== null && another !== word)) throw new Halt('unknown');
    const zero = symbolsIn(value).size === 0 && isZero(value);
    value = zero === (word === 'or') ? other : value;
  }
  return value;
};

const isZero = (node: Node): boolean => {
  if (node.kind === 'negative') return isZero(node.of);
  if (node.kind !== 'number') throw new Halt('unknown');
  return node.value.numerator === 0n;
};

const comparison = (cursor: PythonCursor): Node | 'other' => {
  let value: Node | 'other' = sum(cursor);
  while (isSign(peek(cursor), '<', '>', '<=', '>=', '==', '!=')) {
    cursor.next += 1;
    sum(cursor);
    value = 'other';
  }
  return value;
};

const sum = (cursor: PythonCursor): Node =>
  nested(cursor, () => {
    let left = product(cursor);
    for (let token = peek(cursor); isSign(token, '+', '-'); token = peek(cursor)) {
      cursor.next += 1;
      left = operation(token.text === '+' ? '+' : '-', left, product(cursor));
    }
    return left;
  });

const product = (cursor: PythonCursor): Node => {
  let left = unary(cursor);
  for (;;) {
    const token = peek(cursor);
    if (isSign(token, '*', '/')) {
      cursor.next += 1;
      left = operation(token.text === '*' ? '*' : '/', left, unary(cursor));
    } else if (cursor.implicit && (token.kind === 'name' || isSign(token, '('))) {
      left = operation('*', left, power(cursor));
    } else return left;
  }
};

const unary = (cursor: PythonCursor): Node => signed(cursor, peek, power);

const power = (cursor: PythonCursor): Node => {
  let base = atom(cursor);
  while (isSign(peek(cursor), '!')) {
    cursor.next += 1;
    base = call('factorial', base);
  }
  const token = peek(cursor);
  if (isSign(token, '**')) {
    cursor.next += 1;
    return operation('^', base, unary(cursor));
  }
  if (!isSign(token, '^')) return base;
  // An exclusive or of integers; anything else raises, a set too.
  cursor.next += 1;
  if (isSign(peek(cursor), '{', '[')) throw new Halt('error');
  const other = unary(cursor);
  const after = peek(cursor);
  if (base.kind !== 'number' || other.kind !== 'number') throw new Halt('error');
  if (!isInteger(base) || !isInteger(other) || !(closes(after) || isSign(after, ',')))
    throw new Halt('unknown');
  const value = base.value.numerator ^ other.value.numerator;
  return { kind: 'number', value: { numerator: value, denominator: 1n }, literal: String(value) };
};

const isInteger = (node: Node): boolean => node.kind === 'number' && /^\d+$/.test(node.literal);

const atom = (cursor: PythonCursor): Node => {
  const token = peek(cursor);
  if (token.kind === 'end' || token.kind === 'keyword') throw new Halt('error');
  cursor.next += 1;
  if (token.kind === 'number') return numberOf(cursor, token.text);
  if (token.kind === 'name') return named(cursor, token.text);
  if (token.text === '(') return parenthesis(cursor);
  if (isSign(token, '[', '{')) return collection(cursor, token.text === '[' ? ']' : '}');
  throw new Halt(isSign(token, '~', '.') ? 'unknown' : 'error');
};

/** A list or a set; what is done with one inside a larger expression is not followed here. */
const collection = (cursor: PythonCursor, close: string): never => {
  if (!closes(peek(cursor))) tuple(cursor);
  if (!isSign(peek(cursor), close)) throw new Halt(isSign(peek(cursor), ':', '.', '%') ? 'unknown' : 'error');
  cursor.next += 1;
  if (cursor.implicit) throw new Halt('error');
  const after = peek(cursor);
  if (after.kind === 'name' || after.kind === 'number') throw new Halt('error');
  const alone = cursor.depth === 1 && after.kind === 'end' && isSign(cursor.tokens[0] ?? end, '[', '{');
  throw new Halt(alone ? 'other' : 'unknown');
};

const numberOf = (cursor: PythonCursor, text: string): Node => {
  const value = literalValue(text.toLowerCase().replace(/^\./, '0.'));
  if (value === null) throw new Halt('unknown');
  const after = peek(cursor);
  // A number cannot be called, and has no members.
  if (isSign(after, '[') || (!cursor.implicit && isSign(after, '(')))
    throw new Halt(isSign(after, '[') ? 'unknown' : 'error');
  return { kind: 'number', value, literal: text };
};

const parenthesis = (cursor: PythonCursor): Node => {
  if (isSign(peek(cursor), ')')) throw new Halt('other');
  const inner = tuple(cursor);
  if (!isSign(peek(cursor), ')'))
    throw new Halt(isSign(peek(cursor), '.', '[', '%', ':') ? 'unknown' : 'error');
  cursor.next += 1;
  // What is done with a tuple or a relation inside a larger expression is not followed here.
  if (inner === 'other' && cursor.implicit) throw new Halt('error');
  if (inner === 'other') throw new Halt(peek(cursor).kind === 'end' ? 'other' : 'unknown');
  if (!cursor.implicit && isSign(peek(cursor), '(')) throw new Halt('error');
  return inner;
};

const named = (cursor: PythonCursor, name: string): Node => {
  const after = peek(cursor);
  if (isSign(after, '.', '[')) throw new Halt(mayGoOn(cursor) ? 'unknown' : 'error');
  const opensCall = isSign(after, '(');
  const known = functionNames.get(name);
  if (opensCall && known !== undefined) {
    cursor.next += 1;
    const inner = parenthesis(cursor);
    return call(known, inner);
  }
  const constant = constants.get(name);
  if (constant !== undefined && !opensCall) return constant;
  if (objects.has(name) || known !== undefined || constant !== undefined || otherConstants.has(name))
    throw new Halt(opensCall || cursor.implicit || otherConstants.has(name) ? 'unknown' : objectIn(cursor));
  if (!cursor.implicit) return opensCall ? applied(cursor, name) : variable(name);
  if (name.length > 3 || /[^A-Za-z]/.test(name)) throw new Halt('unknown');
  const letters = [...name];
  if (letters.some(letter => /[EINSOQ]/.test(letter))) throw new Halt('unknown');
  return letters.map(variable).reduce((left, right) => operation('*', left, right));
};

/** Alone it is itself; arithmetic with it raises. */
const objectIn = (cursor: PythonCursor): 'error' | 'other' | 'unknown' => {
  const [before, after] = [cursor.tokens[cursor.next - 2], peek(cursor)];
  if (before === undefined && after.kind === 'end') return 'other';
  const sums = [before ?? end, after].some(token => isSign(token, '+', '-', '*', '/', '**', '^'));
  return sums ? 'error' : 'unknown';
};

const applied = (cursor: PythonCursor, name: string): Node => {
  cursor.next += 1;
  if (isSign(peek(cursor), ')')) throw new Halt('unknown');
  const args = [sum(cursor)];
  while (isSign(peek(cursor), ',')) {
    cursor.next += 1;
    args.push(sum(cursor));
  }
  if (!isSign(peek(cursor), ')')) throw new Halt('unknown');
  cursor.next += 1;
  return application(name, args);
};

import { call, type FunctionName, type Node, operation, symbol, symbolsIn } from '../read/ast.ts';
import { literalValue } from '../read/numbers.ts';
import { cannotCompile, type PythonToken, pythonTokens } from './python-tokens.ts';
import {
  application,
  Halt,
  integerNode,
  maxDepth,
  readingOf,
  type SympyReading,
  variable,
} from './sympy-reading.ts';

/** Longest text that is read. */
const maxLength = 4096;

/**
 * What sympy's `parse_expr` makes of a text, which it reads as Python: words are variables, and everything else than one
 * expression raises. Nothing of the text is run.
 * @param implicit products without a sign, single letters, and `^` as power, as the PRM800K grader asks for
 */
export const readSympyPython = (text: string, implicit = false): SympyReading => {
  if (text.length > maxLength) return { kind: 'unknown' };
  const tokens = pythonTokens(implicit ? text.replaceAll('^', '**') : text);
  if (!implicit && cannotCompile(tokens)) return { kind: 'error' };
  const state: State = { tokens, next: 0, depth: 0, implicit };
  const [only, after] = tokens;
  if (only?.kind === 'keyword' && after?.kind === 'end') return constantOf(only.text);
  return readingOf(() => {
    const value = tuple(state);
    if (peek(state).kind === 'end') return value;
    throw new Halt(mayGoOn(state) ? 'unknown' : 'error');
  });
};

/** Python's own constants: its truths count as 1 and 0, and nothing is subtracted from `None`. */
const constantOf = (word: string): SympyReading => {
  if (word === 'None') return { kind: 'other' };
  const truth = word === 'True' ? '1' : word === 'False' ? '0' : null;
  return truth === null ? { kind: 'error' } : { kind: 'expression', node: integerNode(truth) };
};

type State = {
  readonly tokens: readonly PythonToken[];
  readonly implicit: boolean;
  next: number;
  depth: number;
};

/** True when an operator or a member access that is not followed here may make an expression of it. */
const mayGoOn = (state: State): boolean => {
  const [token, after] = [peek(state), state.tokens[state.next + 1] ?? end];
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

const end: PythonToken = { kind: 'end', text: '' };

const peek = (state: State): PythonToken => {
  const token = state.tokens[state.next] ?? end;
  const joins = token.text === 'or' || token.text === 'and';
  if (token.kind === 'unsure' || token.kind === 'quote' || (token.kind === 'keyword' && !joins))
    throw new Halt('unknown');
  if (token.kind === 'wrong') throw new Halt('error');
  return token;
};

const isSign = (token: PythonToken, ...signs: readonly string[]): boolean =>
  token.kind === 'sign' && signs.includes(token.text);

const closes = (token: PythonToken): boolean => token.kind === 'end' || isSign(token, ')', ']', '}');

/** Values with commas between them; inside the PRM800K grader's difference a tuple raises. */
const tuple = (state: State): Node | 'other' => {
  let value = choice(state);
  while (isSign(peek(state), ',')) {
    if (state.implicit) throw new Halt('error');
    state.next += 1;
    value = 'other';
    if (!closes(peek(state))) choice(state);
  }
  return value;
};

/** `a or b` is the first that is not 0, `a and b` the first that is; of two kinds of words only one is followed. */
const choice = (state: State): Node | 'other' => {
  let value = comparison(state);
  for (let word = keyword(state); word === 'or' || word === 'and'; word = keyword(state)) {
    state.next += 1;
    const other = comparison(state);
    const another = keyword(state);
    if (value === 'other' || (another !== null && another !== word)) throw new Halt('unknown');
    const zero = symbolsIn(value).size === 0 && isZero(value);
    value = zero === (word === 'or') ? other : value;
  }
  return value;
};

const keyword = (state: State): string | null => {
  const token = state.tokens[state.next];
  return token?.kind === 'keyword' ? token.text : null;
};

const isZero = (node: Node): boolean => {
  if (node.kind === 'negative') return isZero(node.of);
  if (node.kind !== 'number') throw new Halt('unknown');
  return node.value.numerator === 0n;
};

const comparison = (state: State): Node | 'other' => {
  let value: Node | 'other' = sum(state);
  while (isSign(peek(state), '<', '>', '<=', '>=', '==', '!=')) {
    state.next += 1;
    sum(state);
    value = 'other';
  }
  return value;
};

const sum = (state: State): Node => {
  if (state.depth > maxDepth) throw new Halt('unknown');
  state.depth += 1;
  let left = product(state);
  for (let token = peek(state); isSign(token, '+', '-'); token = peek(state)) {
    state.next += 1;
    left = operation(token.text === '+' ? '+' : '-', left, product(state));
  }
  state.depth -= 1;
  return left;
};

const product = (state: State): Node => {
  let left = unary(state);
  for (;;) {
    const token = peek(state);
    if (isSign(token, '*', '/')) {
      state.next += 1;
      left = operation(token.text === '*' ? '*' : '/', left, unary(state));
    } else if (state.implicit && (token.kind === 'name' || isSign(token, '('))) {
      left = operation('*', left, power(state));
    } else return left;
  }
};

const unary = (state: State): Node => {
  const token = peek(state);
  if (!isSign(token, '+', '-')) return power(state);
  state.next += 1;
  if (state.depth > maxDepth) throw new Halt('unknown');
  state.depth += 1;
  const of = unary(state);
  state.depth -= 1;
  return token.text === '-' ? { kind: 'negative', of } : of;
};

const power = (state: State): Node => {
  let base = atom(state);
  while (isSign(peek(state), '!')) {
    state.next += 1;
    base = call('factorial', base);
  }
  const token = peek(state);
  if (isSign(token, '**')) {
    state.next += 1;
    return operation('^', base, unary(state));
  }
  if (!isSign(token, '^')) return base;
  // An exclusive or of integers; anything else raises, a set too.
  state.next += 1;
  if (isSign(peek(state), '{', '[')) throw new Halt('error');
  const other = unary(state);
  const after = peek(state);
  if (base.kind !== 'number' || other.kind !== 'number') throw new Halt('error');
  if (!isInteger(base) || !isInteger(other) || !(closes(after) || isSign(after, ',')))
    throw new Halt('unknown');
  const value = base.value.numerator ^ other.value.numerator;
  return { kind: 'number', value: { numerator: value, denominator: 1n }, literal: String(value) };
};

const isInteger = (node: Node): boolean => node.kind === 'number' && /^\d+$/.test(node.literal);

const atom = (state: State): Node => {
  const token = peek(state);
  if (token.kind === 'end' || token.kind === 'keyword') throw new Halt('error');
  state.next += 1;
  if (token.kind === 'number') return numberOf(state, token.text);
  if (token.kind === 'name') return named(state, token.text);
  if (token.text === '(') return parenthesis(state);
  if (isSign(token, '[', '{')) return collection(state, token.text === '[' ? ']' : '}');
  throw new Halt(isSign(token, '~', '.') ? 'unknown' : 'error');
};

/** A list or a set; what is done with one inside a larger expression is not followed here. */
const collection = (state: State, close: string): never => {
  if (!closes(peek(state))) tuple(state);
  if (!isSign(peek(state), close)) throw new Halt(isSign(peek(state), ':', '.', '%') ? 'unknown' : 'error');
  state.next += 1;
  if (state.implicit) throw new Halt('error');
  const after = peek(state);
  if (after.kind === 'name' || after.kind === 'number') throw new Halt('error');
  const alone = state.depth === 1 && after.kind === 'end' && isSign(state.tokens[0] ?? end, '[', '{');
  throw new Halt(alone ? 'other' : 'unknown');
};

const numberOf = (state: State, text: string): Node => {
  const value = literalValue(text.toLowerCase().replace(/^\./, '0.'));
  if (value === null) throw new Halt('unknown');
  const after = peek(state);
  // A number cannot be called, and has no members.
  if (isSign(after, '[') || (!state.implicit && isSign(after, '(')))
    throw new Halt(isSign(after, '[') ? 'unknown' : 'error');
  return { kind: 'number', value, literal: text };
};

const parenthesis = (state: State): Node => {
  if (isSign(peek(state), ')')) throw new Halt('other');
  const inner = tuple(state);
  if (!isSign(peek(state), ')'))
    throw new Halt(isSign(peek(state), '.', '[', '%', ':') ? 'unknown' : 'error');
  state.next += 1;
  // What is done with a tuple or a relation inside a larger expression is not followed here.
  if (inner === 'other' && state.implicit) throw new Halt('error');
  if (inner === 'other') throw new Halt(peek(state).kind === 'end' ? 'other' : 'unknown');
  if (!state.implicit && isSign(peek(state), '(')) throw new Halt('error');
  return inner;
};

const functionNames: ReadonlyMap<string, FunctionName> = new Map([
  ...(['sqrt', 'sin', 'cos', 'tan', 'exp', 'abs', 'factorial'] as const).map(name => [name, name] as const),
  ['log', 'ln'],
  ['ln', 'ln'],
]);

/** Functions and classes of sympy and Python: nothing can be added to them. */
const objects = new Set(
  (
    'N S O Q beta gamma zeta test re im sign diff limit series product plot solve power poly degree content field ring factor ' +
    'expand apart together cancel root roots roof var symbols lambdify evaluate refine ask sets Set Sum Point Line Circle Ray ' +
    'Plane Ellipse Polygon Segment Triangle Interval Range Union Matrix Integer Float Rational Symbol Function Mod Min Max Abs ' +
    'true false sum min max all any len print pow round open id hash iter next input sorted ord chr hex oct bin repr dir vars ' +
    'eval exec format divmod callable globals locals'
  ).split(' '),
);

const constants: ReadonlyMap<string, Node> = new Map([
  ['pi', symbol('pi')],
  ['E', symbol('e')],
  ['I', symbol('i')],
  ['oo', { kind: 'infinity' }],
]);

const otherConstants = new Set(['zoo', 'nan', 'GoldenRatio', 'EulerGamma', 'Catalan', 'TribonacciConstant']);

const named = (state: State, name: string): Node => {
  const after = peek(state);
  if (isSign(after, '.', '[')) throw new Halt(mayGoOn(state) ? 'unknown' : 'error');
  const opensCall = isSign(after, '(');
  const known = functionNames.get(name);
  if (opensCall && known !== undefined) {
    state.next += 1;
    const inner = parenthesis(state);
    return call(known, inner);
  }
  const constant = constants.get(name);
  if (constant !== undefined && !opensCall) return constant;
  if (objects.has(name) || known !== undefined || constant !== undefined || otherConstants.has(name))
    throw new Halt(opensCall || state.implicit || otherConstants.has(name) ? 'unknown' : objectIn(state));
  if (!state.implicit) return opensCall ? applied(state, name) : variable(name);
  if (name.length > 3 || /[^A-Za-z]/.test(name)) throw new Halt('unknown');
  const letters = [...name];
  if (letters.some(letter => /[EINSOQ]/.test(letter))) throw new Halt('unknown');
  return letters.map(variable).reduce((left, right) => operation('*', left, right));
};

/** Alone it is itself; arithmetic with it raises. */
const objectIn = (state: State): 'error' | 'other' | 'unknown' => {
  const [before, after] = [state.tokens[state.next - 2], peek(state)];
  if (before === undefined && after.kind === 'end') return 'other';
  const sums = [before ?? end, after].some(token => isSign(token, '+', '-', '*', '/', '**', '^'));
  return sums ? 'error' : 'unknown';
};

const applied = (state: State, name: string): Node => {
  state.next += 1;
  if (isSign(peek(state), ')')) throw new Halt('unknown');
  const args = [sum(state)];
  while (isSign(peek(state), ',')) {
    state.next += 1;
    args.push(sum(state));
  }
  if (!isSign(peek(state), ')')) throw new Halt('unknown');
  state.next += 1;
  return application(name, args);
};

import { newBudget, OverBudget } from '../budget.ts';
import { call, childrenOf, type Node, operation, symbol, symbolsIn } from '../read/ast.ts';
import { literalValue } from '../read/numbers.ts';
import { complexOver } from '../value/complex.ts';
import { doubles } from '../value/doubles.ts';
import { evaluate } from '../value/evaluate.ts';
import { sameValue } from '../value/same-value.ts';

/**
 * How the reference reads an expression: `python` with every times sign written and whole words as names; `implicit`
 * the same with products and single letters; `latex`.
 */
export type Dialect = 'python' | 'implicit' | 'latex';

/** Longest expression that is read; others are left open. */
const maxLength = 300;
const maxDepth = 30;

/** Names that are no variables to the reference's parser. */
const reserved = /^(?:[EINSOQC]|beta|gamma|zeta|test|re|im|sign)$/;

/** Words of the Python language: a text with one is no expression, or another one than it seems. */
const keywords = /(?<![A-Za-z])(?:and|or|not|in|is|if|else|for|lambda|None|True|False)(?![A-Za-z])/;

type State = {
  readonly tokens: readonly string[];
  readonly dialect: Dialect;
  next: number;
  depth: number;
};

/**
 * An expression of numbers, letters, `+ - * / ^`, fractions, roots and parentheses as a tree, the way the reference
 * reads it. Null for all else, and where readers differ: it is then not known here what the reference makes of it.
 */
export const readAlgebra = (text: string, dialect: Dialect): Node | null => {
  if (text.length > maxLength) return null;
  const spelled = text
    .replaceAll('\\left', '')
    .replaceAll('\\right', '')
    .replace(/\\[dt]frac/g, '\\frac')
    .replace(/\\(?:cdot|times)(?![a-zA-Z])/g, '*');
  if (!(dialect === 'latex' ? latexSigns : plainSigns).test(spelled)) return null;
  // Between plain numbers a circumflex is an exclusive or to Python, which reads first.
  if (dialect === 'latex' && /^[0-9+\-*/^.() ]*\^[0-9+\-*/^.() ]*$/.test(text)) return null;
  // Braces from end to end are a set to Python.
  if (keywords.test(spelled) || /^ *\{/.test(spelled)) return null;
  // Two numbers with a space between them are one number to one parser and two to the next.
  if (/\d\s+[\d.]/.test(spelled)) return null;
  const tokens =
    spelled.match(/\\[a-zA-Z]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|\*\*|[A-Za-z]+|[^\s]/g) ?? [];
  const state: State = { tokens, dialect, next: 0, depth: 0 };
  const tree = sum(state);
  return state.next === tokens.length ? tree : null;
};

const latexSigns = /^[0-9A-Za-z+\-*/^.(){}\\ ]+$/;
const plainSigns = /^[0-9A-Za-z+\-*/^.() ]+$/;

const peek = (state: State): string => state.tokens[state.next] ?? '';

const sum = (state: State): Node | null => {
  if (state.depth > maxDepth) return null;
  state.depth += 1;
  let left = product(state);
  while (left !== null && (peek(state) === '+' || peek(state) === '-')) {
    const sign = peek(state) === '+' ? '+' : '-';
    state.next += 1;
    const right = product(state);
    left = right === null ? null : operation(sign, left, right);
  }
  state.depth -= 1;
  return left;
};

const product = (state: State): Node | null => {
  let left = signed(state);
  while (left !== null) {
    const token = peek(state);
    const written = token === '*' || token === '/';
    if (!written && (state.dialect === 'python' || !/^[0-9A-Za-z.(\\{]/.test(token))) return left;
    if (written) state.next += 1;
    const right: Node | null = written ? signed(state) : power(state);
    left = right === null ? null : operation(token === '/' ? '/' : '*', left, right);
  }
  return left;
};

const signed = (state: State): Node | null => {
  if (peek(state) !== '-' && peek(state) !== '+') return power(state);
  const isMinus = peek(state) === '-';
  state.next += 1;
  const of = signed(state);
  return of === null || !isMinus ? of : { kind: 'negative', of };
};

const power = (state: State): Node | null => {
  const base = atom(state);
  const token = peek(state);
  if (base === null || (token !== '^' && token !== '**')) return base;
  // To Python a circumflex is an exclusive or; LaTeX knows no double star.
  if (token === (state.dialect === 'latex' ? '**' : '^') && state.dialect !== 'implicit') return null;
  state.next += 1;
  if (state.dialect === 'latex' && /^\d{2,}|^\d+\./.test(peek(state))) return null;
  const exponent = state.dialect === 'latex' ? atom(state) : signed(state);
  return exponent === null ? null : operation('^', base, exponent);
};

const atom = (state: State): Node | null => {
  const token = peek(state);
  state.next += 1;
  if (/^[0-9.]/.test(token)) {
    const value = /^0\d/.test(token) ? null : literalValue(token.toLowerCase());
    return value === null ? null : { kind: 'number', value, literal: token };
  }
  if (token === '(') return closed(state, ')');
  if (token === '{' && state.dialect === 'latex') return closed(state, '}');
  if (token === '\\frac') {
    const digits = /^(\d)(\d)$/.exec(peek(state));
    if (digits !== null) {
      state.next += 1;
      return operation('/', digit(digits[1]), digit(digits[2]));
    }
    const above = group(state);
    const below = above === null ? null : group(state);
    return above === null || below === null ? null : operation('/', above, below);
  }
  if (token === '\\sqrt') {
    const inner = group(state);
    return inner === null ? null : call('sqrt', inner);
  }
  return /^[A-Za-z]/.test(token) ? word(token, state) : null;
};

const digit = (text = '0'): Node => ({
  kind: 'number',
  value: { numerator: BigInt(text), denominator: 1n },
  literal: text,
});

const closed = (state: State, close: string): Node | null => {
  const inner = sum(state);
  if (peek(state) !== close) return null;
  state.next += 1;
  return inner;
};

const group = (state: State): Node | null => {
  if (peek(state) !== '{') return null;
  state.next += 1;
  return closed(state, '}');
};

const word = (token: string, state: State): Node | null => {
  const opensCall = peek(state) === '(';
  if (token === 'sqrt' && opensCall && state.dialect !== 'latex') {
    state.next += 1;
    const inner = closed(state, ')');
    return inner === null ? null : call('sqrt', inner);
  }
  if (state.dialect !== 'latex' && token === 'pi') return symbol('pi');
  const letters = state.dialect === 'python' ? [token] : [...token];
  // A name before a parenthesis is a function to some parsers.
  if ((opensCall && state.dialect !== 'implicit') || letters.some(letter => reserved.test(letter)))
    return null;
  if (state.dialect === 'implicit' && token.length > 3) return null;
  // Not the constants that they are elsewhere.
  return letters.map(letter => symbol(`${letter}'`)).reduce((left, right) => operation('*', left, right));
};

/** What the algebra system finds of two trees; null where its simplification might not get as far as ours. */
export const compareAlgebra = (a: Node, b: Node, tolerance: number): boolean | null => {
  try {
    return compareWithin(a, b, tolerance);
  } catch (thrown) {
    if (thrown instanceof OverBudget) return null;
    throw thrown;
  }
};

const compareWithin = (a: Node, b: Node, tolerance: number): boolean | null => {
  const names = symbolsIn(b, symbolsIn(a));
  const { same, method } = sameValue(a, b, newBudget());
  if (names.size > 0)
    return same === false ? false : isRational(a) && isRational(b) && method === 'symbolic' ? same : null;
  const [left, right] = [double(a), double(b)];
  if (left === null || right === null) return null;
  if (tolerance > 0 && Math.abs(left - right) <= tolerance * Math.max(Math.abs(left), Math.abs(right)))
    return true;
  // Roots within roots are not always simplified.
  return same === true && nestsRoots(operation('-', a, b), 0) ? null : same;
};

const double = (node: Node): number | null => {
  const context = {
    complex: complexOver(doubles),
    symbols: new Map(),
    budget: newBudget(),
    logBase: 10,
    cost: 1,
  } as const;
  const value = evaluate(node, context);
  return value === null || value.im !== 0 ? null : value.re;
};

const isRational = (node: Node): boolean =>
  node.kind !== 'function' &&
  !(node.kind === 'operation' && node.sign === '^' && !isInteger(node.right)) &&
  childrenOf(node).every(isRational);

const isInteger = (node: Node): boolean =>
  node.kind === 'negative' ? isInteger(node.of) : node.kind === 'number' && /^\d+$/.test(node.literal);

const nestsRoots = (node: Node, depth: number): boolean => {
  const isRoot =
    node.kind === 'function' || (node.kind === 'operation' && node.sign === '^' && !isInteger(node.right));
  const inner = depth + (isRoot ? 1 : 0);
  return inner > 1 || childrenOf(node).some(child => nestsRoots(child, inner));
};

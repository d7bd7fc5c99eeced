/** A value of Python's, as far as answers to TheoremQA need them. */
export type Value =
  | { readonly type: 'int' | 'float'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'complex'; readonly re: number; readonly im: number }
  | { readonly type: 'list'; readonly items: readonly Value[] };

const maxLength = 500;
const maxDepth = 40;

/**
 * The value of a Python expression of numbers, `+ - * / // % ** ^ | &`, parentheses, lists, tuples, sets, texts, truth
 * values, comparisons, complex numbers, `np.pi`, `np.e`, `np.sqrt` and its like, and `Rational`; null for any other
 * text, and where Python raises. Nothing is executed.
 * @param options.math whether `math` is imported too, so that `math.pi` and `math.pow(10, 3)` are known
 */
export const pythonValue = (
  text: string,
  { math = false }: { readonly math?: boolean } = {},
): Value | null => {
  if (text.length > maxLength) return null;
  const tokens = tokensOf(text);
  if (tokens === null || tokens.length === 0) return null;
  const state: State = { tokens, next: 0, depth: 0, math };
  const value = sequence(state, '');
  return state.next === tokens.length ? value : null;
};

type State = { readonly tokens: readonly string[]; next: number; depth: number; readonly math: boolean };

const tokenPattern =
  /\s*(?:(0[xX][0-9a-fA-F]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?[jJ]?)|((?:np\.|numpy\.|math\.)?[A-Za-z]+)|("[^"\\]*"|'[^'\\]*')|(\*\*|\/\/|[<>=!]=|[-+*/%^|&<>()[\]{},]))/y;

const tokensOf = (text: string): readonly string[] | null => {
  const tokens: string[] = [];
  const trimmed = text.trim();
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < trimmed.length) {
    const match = tokenPattern.exec(trimmed);
    if (match === null) return null;
    tokens.push(match[0].trim());
  }
  return tokens;
};

const peek = (state: State): string => state.tokens[state.next] ?? '';

const takeIf = (state: State, token: string): boolean => {
  if (peek(state) !== token) return false;
  state.next += 1;
  return true;
};

/** Values with commas between them; one value without a comma is itself. */
const sequence = (state: State, close: string): Value | null => {
  const items: Value[] = [];
  let commas = 0;
  while (peek(state) !== close) {
    const item = level(state, 0);
    if (item === null) return null;
    items.push(item);
    if (!takeIf(state, ',')) break;
    commas += 1;
  }
  const [only] = items;
  return commas === 0 && only !== undefined ? only : { type: 'list', items };
};

const levels: readonly (readonly string[])[] = [
  ['==', '!=', '<', '>', '<=', '>='],
  ['|'],
  ['^'],
  ['&'],
  ['+', '-'],
  ['*', '/', '//', '%'],
];

const level = (state: State, depth: number): Value | null => {
  const signs = levels[depth];
  if (signs === undefined) return signed(state);
  let left = level(state, depth + 1);
  while (left !== null && signs.includes(peek(state))) {
    const sign = peek(state);
    state.next += 1;
    const right: Value | null = level(state, depth + 1);
    left = right === null ? null : operate(sign, left, right);
  }
  return left;
};

const signed = (state: State): Value | null => {
  const sign = peek(state);
  if (sign !== '-' && sign !== '+') return power(state);
  state.depth += 1;
  state.next += 1;
  const value = state.depth > maxDepth ? null : signed(state);
  state.depth -= 1;
  return value === null ? null : operate(sign === '-' ? '*' : '+', value, int(sign === '-' ? -1 : 0));
};

const power = (state: State): Value | null => {
  const base = atom(state);
  if (base === null || !takeIf(state, '**')) return base;
  const exponent = signed(state);
  return exponent === null ? null : operate('**', base, exponent);
};

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

const atom = (state: State): Value | null => {
  const token = peek(state);
  state.next += 1;
  const close = closers[token];
  if (close !== undefined) return enclosed(state, token, close);
  if (/^[0-9.]/.test(token)) return numberOf(token);
  if (/^["']/.test(token)) return { type: 'text', value: token.slice(1, -1) };
  if (token === 'True' || token === 'False') return { type: 'bool', value: token === 'True' };
  return named(token, state);
};

const enclosed = (state: State, open: string, close: string): Value | null => {
  state.depth += 1;
  const before = state.next;
  const value = state.depth > maxDepth ? null : sequence(state, close);
  state.depth -= 1;
  if (value === null || !takeIf(state, close)) return null;
  if (open === '(') return value;
  // `[5]` is a list too, and `[1, 2]` was read as one.
  const hadComma = state.tokens.slice(before, state.next).includes(',');
  return value.type === 'list' && (hadComma || state.next - before === 1)
    ? value
    : { type: 'list', items: [value] };
};

const numberOf = (token: string): Value | null => {
  const digits = token.replaceAll('_', '');
  if (/[jJ]$/.test(digits)) return { type: 'complex', re: 0, im: Number(digits.slice(0, -1)) };
  // Python refuses integers that start with a zero.
  if (/^0[0-9]+$/.test(digits) && Number(digits) !== 0) return null;
  return /^(?:\d+|0[xX].*)$/.test(digits) ? int(Number(digits)) : float(Number(digits));
};

const functions: ReadonlyMap<string, (value: number) => number> = new Map([
  ['np.sqrt', Math.sqrt],
  ['np.sin', Math.sin],
  ['np.cos', Math.cos],
  ['np.tan', Math.tan],
  ['np.exp', Math.exp],
  ['np.log', Math.log],
]);

const named = (token: string, state: State): Value | null => {
  if (token === 'math.pow' && state.math) return powerOf(state);
  const name = token.replace('numpy.', 'np.').replace('math.', state.math ? 'np.' : 'math.');
  if (name === 'np.pi') return float(Math.PI);
  if (name === 'np.e') return float(Math.E);
  const call = functions.get(name);
  if ((call === undefined && name !== 'Rational') || !takeIf(state, '(')) return null;
  const argument = enclosed(state, '(', ')');
  if (call !== undefined) {
    const value = argument === null ? null : realOf(argument);
    return value === null ? null : float(call(value));
  }
  if (argument?.type !== 'list') return argument;
  const [above, below] = argument.items.map(realOf);
  return typeof above !== 'number' || typeof below !== 'number' || below === 0 ? null : float(above / below);
};

/** `math.pow(base, exponent)`, a float whatever it is given. */
const powerOf = (state: State): Value | null => {
  const value = takeIf(state, '(') ? enclosed(state, '(', ')') : null;
  if (value?.type !== 'list') return null;
  const [base, exponent, ...more] = value.items.map(realOf);
  if (typeof base !== 'number' || typeof exponent !== 'number' || more.length > 0) return null;
  const power = arithmetic('**', base, exponent);
  return power === null || !Number.isFinite(power) ? null : float(power);
};

export const int = (value: number): Value => ({ type: 'int', value });
export const float = (value: number): Value => ({ type: 'float', value });

/** The number that a value counts as: truth values are 1 and 0. Null for texts, lists and complex numbers. */
export const realOf = (value: Value): number | null => {
  if (value.type === 'int' || value.type === 'float') return value.value;
  return value.type === 'bool' ? Number(value.value) : null;
};

const operate = (sign: string, left: Value, right: Value): Value | null => {
  if (left.type === 'complex' || right.type === 'complex') return operateComplex(sign, left, right);
  const [a, b] = [realOf(left), realOf(right)];
  if (a === null || b === null) return null;
  const comparison = compare(sign, a, b);
  if (comparison !== null) return { type: 'bool', value: comparison };
  const areWhole = left.type !== 'float' && right.type !== 'float';
  if (sign === '|' || sign === '^' || sign === '&') return areWhole ? bits(sign, a, b) : null;
  const value = arithmetic(sign, a, b);
  if (value === null || !Number.isFinite(value)) return null;
  return areWhole && sign !== '/' && Number.isInteger(value) ? int(value) : float(value);
};

const compare = (sign: string, a: number, b: number): boolean | null => {
  switch (sign) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    default:
      return null;
  }
};

const bits = (sign: string, a: number, b: number): Value | null => {
  if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b)) return null;
  const [x, y] = [BigInt(a), BigInt(b)];
  return int(Number(sign === '|' ? x | y : sign === '&' ? x & y : x ^ y));
};

const arithmetic = (sign: string, a: number, b: number): number | null => {
  switch (sign) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? null : a / b;
    case '//':
      return b === 0 ? null : Math.floor(a / b);
    case '%':
      return b === 0 ? null : a - b * Math.floor(a / b);
    default:
      // Zero to a negative power raises; a root of a negative number is complex.
      return a === 0 && b < 0 ? null : a ** b;
  }
};

const operateComplex = (sign: string, left: Value, right: Value): Value | null => {
  const [a, b] = [complexOf(left), complexOf(right)];
  if (a === null || b === null) return null;
  if (sign === '+') return { type: 'complex', re: a.re + b.re, im: a.im + b.im };
  if (sign === '-') return { type: 'complex', re: a.re - b.re, im: a.im - b.im };
  if (sign === '*') return { type: 'complex', re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
  return null;
};

const complexOf = (value: Value): { readonly re: number; readonly im: number } | null => {
  if (value.type === 'complex') return value;
  const re = realOf(value);
  return re === null ? null : { re, im: 0 };
};

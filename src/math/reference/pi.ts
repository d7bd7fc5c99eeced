import { cannotCompile, pythonTokens } from './sympy/python-tokens.ts';

const mark = '\\pi';

/**
 * The text with every `\pi` put in as a number, the way the reference does: `*π` after a digit, else `1*π`.
 */
export const withPi = (text: string, pi: number): string => {
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, from)) {
    // Directly after another \pi the last sign is a digit of the number that was put in.
    const afterDigit = at > from ? /\p{Nd}/u.test(text[at - 1] ?? '') : at > 0;
    parts.push(text.slice(from, at), afterDigit ? `*${pi}` : `1*${pi}`);
    from = at + mark.length;
  }
  return parts.join('') + text.slice(from);
};

/**
 * What Python's own evaluation of an expression is printed as, for numbers, `+ - * /`, `**`, parentheses and tuples of
 * such; `unknown` for any other text that Python might be able to evaluate; `invalid` for text that it cannot: what is no
 * expression, or has a name that stands for nothing there.
 */
export const evaluate = (expression: string): string | 'unknown' | 'invalid' => {
  if (expression.length > maxLength) return 'unknown';
  const tokens = pythonTokens(expression);
  if (cannotCompile(tokens)) return 'invalid';
  const isPlain = tokens.every(
    ({ kind }) => kind === 'number' || kind === 'sign' || kind === 'name' || kind === 'end',
  );
  if (isPlain && tokens.some(({ kind, text }) => kind === 'name' && !mayBeDefined(text))) return 'invalid';
  if (!/^[0-9.eE+\-*/(), ]*$/.test(expression)) return 'unknown';
  const inner = /^\(([^()]*,[^()]*)\)$/.exec(expression.trim())?.[1];
  if (inner === undefined) return textOf(expression);
  const members = inner.split(',').map(textOf);
  return members.includes('unknown') ? 'unknown' : `(${members.join(', ')})`;
};

/** Names that the scripts have where they evaluate, and Python's own. */
const defined = new Set(
  (
    'string pi idx N re math signal sympy simplify isclose Union contextlib normalize abs all any ascii bin bool bytes callable chr ' +
    'complex dict dir divmod eval exec exit filter float format getattr globals hash help hex id input int iter len list locals ' +
    'map max min next object oct open ord pow print quit range repr reversed round set slice sorted str sum super tuple type vars zip'
  ).split(' '),
);

const mayBeDefined = (name: string): boolean =>
  defined.has(name) || name.includes('_') || /^[A-Z][A-Za-z]{5,}$/.test(name);

/** A number as Python prints it; an integer stays as it is. */
const textOf = (text: string): string => {
  const trimmed = text.trim();
  if (/^-?(?:0|[1-9]\d*)$/.test(trimmed)) return trimmed;
  const value = numberOf(trimmed);
  if (value === null || !Number.isFinite(value) || !(Math.abs(value) < 1e16) || Math.abs(value) < 1e-4)
    return 'unknown';
  return Number.isInteger(value) ? `${value}.0` : String(value);
};

const numberOf = (expression: string): number | null => {
  const tokens = expression.match(/\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+|\*\*|\/\/|[-+*/()]|[^ ]/g) ?? [];
  const state: State = { tokens, next: 0, depth: 0 };
  const value = sum(state);
  return state.next === tokens.length ? value : null;
};

/** Longest expression that is evaluated. */
const maxLength = 4096;
const maxDepth = 50;

type State = { readonly tokens: readonly string[]; next: number; depth: number };

const sum = (state: State): number | null => {
  let left = product(state);
  for (let sign = state.tokens[state.next]; sign === '+' || sign === '-'; sign = state.tokens[state.next]) {
    state.next += 1;
    const right = product(state);
    if (left === null || right === null) return null;
    left = sign === '+' ? left + right : left - right;
  }
  return left;
};

const product = (state: State): number | null => {
  let left = signed(state);
  for (let sign = state.tokens[state.next]; sign === '*' || sign === '/'; sign = state.tokens[state.next]) {
    state.next += 1;
    const right = signed(state);
    if (left === null || right === null || (sign === '/' && right === 0)) return null;
    left = sign === '*' ? left * right : left / right;
  }
  return left;
};

const signed = (state: State): number | null => {
  const sign = state.tokens[state.next];
  if (sign !== '-' && sign !== '+') return power(state);
  state.next += 1;
  state.depth += 1;
  const value = state.depth > maxDepth ? null : signed(state);
  state.depth -= 1;
  return value === null || sign === '+' ? value : -value;
};

const power = (state: State): number | null => {
  const base = atom(state);
  if (state.tokens[state.next] !== '**') return base;
  state.next += 1;
  const exponent = signed(state);
  // A negative base with a fractional exponent is complex in Python, zero to a negative power raises.
  if (base === null || exponent === null || base <= 0) return null;
  return base ** exponent;
};

const atom = (state: State): number | null => {
  const token = state.tokens[state.next];
  state.next += 1;
  if (token === '(') {
    state.depth += 1;
    const value = state.depth > maxDepth ? null : sum(state);
    state.depth -= 1;
    if (state.tokens[state.next] !== ')') return null;
    state.next += 1;
    return value;
  }
  // Python refuses integers with a leading zero.
  return token !== undefined && /^[0-9.]/.test(token) && !/^0\d+$/.test(token) ? Number(token) : null;
};

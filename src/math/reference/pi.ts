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
 * The value of a Python expression of numbers, `+ - * /`, `**` and parentheses; `unknown` for any other text that
 * Python might be able to evaluate; `invalid` for text that it surely cannot.
 */
export const evaluate = (expression: string): number | 'unknown' | 'invalid' => {
  // A backslash is a syntax error for Python, outside of quotes and comments.
  if (expression.includes('\\') && !/['"#]/.test(expression)) return 'invalid';
  if (expression.length > maxLength || !/^[0-9.eE+\-*/() ]*$/.test(expression)) return 'unknown';
  const tokens = expression.match(/\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+|\*\*|\/\/|[-+*/()]|[^ ]/g) ?? [];
  const state: State = { tokens, next: 0, depth: 0 };
  const value = sum(state);
  return value === null || state.next !== tokens.length || !Number.isFinite(value) ? 'unknown' : value;
};

/** Longest expression that is evaluated. */
const maxLength = 500;
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

import { call, type FunctionName, type Node, operation, symbolsIn } from '../read/ast.ts';
import { literalValue } from '../read/numbers.ts';
import { type LatexToken, latexTokens } from './latex-tokens.ts';
import {
  application,
  Halt,
  integerNode,
  maxDepth,
  productOf,
  readingOf,
  type SympyReading,
  variable,
} from './sympy-reading.ts';

/** Longest text that is read. */
const maxLength = 4096;

/**
 * What sympy's lenient parser of LaTeX makes of a text: reading stops without complaint before what does not
 * fit, so that `12 (or so, I guess)` is 12; words are products of letters, and `\text` is a name. A sign that is in no
 * formula is an error where reading comes upon it.
 */
export const readSympyLatex = (text: string): SympyReading => {
  if (text.length > maxLength) return { kind: 'unknown' };
  const state: State = { tokens: latexTokens(text), next: 0, depth: 0, functions: true, notAt: -1 };
  return readingOf(() => {
    const value = relation(state);
    // The token after the last one has been looked at.
    if (peek(state).kind === 'wrong') throw new Halt('error');
    return value;
  });
};

type State = {
  readonly tokens: readonly LatexToken[];
  next: number;
  depth: number;
  /** False inside the argument of a function without parentheses. */
  functions: boolean;
  /** Where a parenthesis does not close, so that it need not be tried again. */
  notAt: number;
};

const end: LatexToken = { kind: 'end', text: '' };

const peek = (state: State, ahead = 0): LatexToken => {
  const token = state.tokens[state.next + ahead] ?? end;
  if (token.kind === 'wrong' && ahead === 0) throw new Halt('error', true);
  return token;
};

/** What follows if it fits; else null, and reading is where it was. */
const attempt = <T>(state: State, read: () => T): T | null => {
  const { next, depth, functions } = state;
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof Halt) || thrown.final) throw thrown;
    Object.assign(state, { next, depth, functions });
    return null;
  }
};

const isSign = (token: LatexToken, text: string): boolean => token.kind === 'sign' && token.text === text;
const isCommand = (token: LatexToken, ...names: readonly string[]): boolean =>
  token.kind === 'command' && names.includes(token.text.slice(1));

const expect = (state: State, sign: string): void => {
  if (!isSign(peek(state), sign)) throw new Halt('error');
  state.next += 1;
};

const relationCommands = ['neq', 'leq', 'le', 'leqq', 'leqslant', 'geq', 'ge', 'geqq', 'geqslant'];

const relation = (state: State): Node | 'other' => {
  let value: Node | 'other' = sum(state);
  for (;;) {
    const token = peek(state);
    const relates =
      isCommand(token, ...relationCommands) || (token.kind === 'sign' && /[=<>]/.test(token.text));
    if (!relates) return value;
    state.next += 1;
    sum(state);
    value = 'other';
  }
};

const sum = (state: State): Node => {
  if (state.depth > maxDepth) throw new Halt('unknown');
  state.depth += 1;
  let left = product(state);
  for (let token = peek(state); isSign(token, '+') || isSign(token, '-'); token = peek(state)) {
    const right = attempt(state, () => {
      state.next += 1;
      return product(state);
    });
    if (right === null) break;
    left = operation(token.text === '+' ? '+' : '-', left, right);
  }
  state.depth -= 1;
  return left;
};

const product = (state: State): Node => {
  let left = unary(state);
  for (;;) {
    const token = peek(state);
    const divides = isSign(token, '/') || isSign(token, ':') || isCommand(token, 'div');
    if (!divides && !isSign(token, '*') && !isCommand(token, 'times', 'cdot')) return left;
    const right = attempt(state, () => {
      state.next += 1;
      return unary(state);
    });
    if (right === null) return left;
    left = operation(divides ? '/' : '*', left, right);
  }
};

const unary = (state: State): Node => {
  const token = peek(state);
  if (!isSign(token, '+') && !isSign(token, '-')) return juxtaposed(state);
  state.next += 1;
  if (state.depth > maxDepth) throw new Halt('unknown');
  state.depth += 1;
  const of = unary(state);
  state.depth -= 1;
  return token.text === '-' ? { kind: 'negative', of } : of;
};

/** Factors side by side; in the argument of a function no further function. */
const juxtaposed = (state: State): Node => {
  const factors = [postfix(state)];
  while (
    startsFactor(peek(state)) &&
    state.next !== state.notAt &&
    (state.functions || !startsFunction(state))
  ) {
    const factor = attempt(state, () => postfix(state));
    if (factor === null) break;
    factors.push(factor);
  }
  return productOf(factors);
};

const functionNames: ReadonlyMap<string, FunctionName> = new Map([
  ...(
    [
      'exp',
      'sin',
      'cos',
      'tan',
      'csc',
      'sec',
      'cot',
      'arcsin',
      'arccos',
      'arctan',
      'arccsc',
      'arcsec',
      'arccot',
    ] as const
  ).map(name => [name, name] as const),
  ...(['sinh', 'cosh', 'tanh'] as const).map(name => [name, name] as const),
  ['log', 'ln'],
  ['ln', 'ln'],
  ['lg', 'log'],
]);

/** Commands that are neither names nor functions of one argument. */
const otherCommands = [
  'lim',
  'int',
  'sum',
  'prod',
  'arsinh',
  'arcosh',
  'artanh',
  'overline',
  'mathit',
  'langle',
];
const closingCommands = [
  'rangle',
  'rfloor',
  'rceil',
  'to',
  'rightarrow',
  'Rightarrow',
  'longrightarrow',
  'Longrightarrow',
];

const startsFactor = (token: LatexToken): boolean => {
  if (token.kind === 'letter' || token.kind === 'digit' || token.kind === 'differential') return true;
  if (token.kind === 'sign') return ['(', '[', '{', '\\{', '|', '\\left|'].includes(token.text);
  return (
    token.kind === 'command' &&
    !isCommand(token, ...relationCommands, ...closingCommands, 'times', 'cdot', 'div')
  );
};

const startsFunction = (state: State): boolean => {
  const token = peek(state);
  if (token.kind === 'letter') return isSign(peek(state, 1), '(');
  return isCommand(token, ...functionNames.keys(), ...otherCommands, 'sqrt', 'overline');
};

const postfix = (state: State): Node => {
  let value = power(state);
  while (isSign(peek(state), '!')) {
    state.next += 1;
    value = call('factorial', value);
  }
  return value;
};

/** Powers one after the other belong to the left. */
const power = (state: State): Node => {
  let base = factor(state);
  while (isSign(peek(state), '^')) {
    const exponent = attempt(state, () => {
      state.next += 1;
      return script(state);
    });
    if (exponent === null) break;
    base = operation('^', base, exponent);
    if (isSign(peek(state), '_')) throw new Halt('unknown');
  }
  return base;
};

/** A braced expression or one atom. */
const script = (state: State): Node => {
  if (isSign(peek(state), '{')) return group(state, '{', '}');
  // Nothing steps back from a number that is a power or an index.
  if (peek(state).kind === 'digit') return number(state, true);
  if (isSign(peek(state), '(') || isCommand(peek(state), 'sqrt', ...functionNames.keys()))
    throw new Halt('error');
  return atom(state);
};

const group = (state: State, open: string, close: string): Node => {
  expect(state, open);
  const functions = state.functions;
  state.functions = true;
  const inner = sum(state);
  state.functions = functions;
  expect(state, close);
  return inner;
};

const factor = (state: State): Node => {
  const token = peek(state);
  for (const [open, close] of [
    ['(', ')'],
    ['[', ']'],
    ['{', '}'],
    ['\\{', '\\}'],
  ] as const) {
    if (isSign(token, open)) return group(state, open, close);
  }
  if (isSign(token, '|')) return call('abs', group(state, '|', '|'));
  if (isSign(token, '\\left|') || isCommand(token, ...otherCommands)) throw new Halt('unknown');
  if (isCommand(token, 'sqrt')) return root(state);
  if (isCommand(token, 'overline')) return conjugate(state);
  const name = token.kind === 'command' ? functionNames.get(token.text.slice(1)) : undefined;
  return name === undefined ? atom(state) : functionOf(state, name);
};

/** An overline is the complex conjugate. */
const conjugate = (state: State): Node => {
  state.next += 1;
  const inner = group(state, '{', '}');
  return symbolsIn(inner).size === 0 ? inner : application('overline', [inner]);
};

const root = (state: State): Node => {
  state.next += 1;
  const index = isSign(peek(state), '[') ? group(state, '[', ']') : null;
  const base = group(state, '{', '}');
  return index === null ? call('sqrt', base) : operation('^', base, operation('/', integerNode('1'), index));
};

const functionOf = (state: State, name: FunctionName): Node => {
  state.next += 1;
  const written = peek(state);
  if (isSign(written, '_')) throw new Halt('unknown');
  let exponent: Node | null = null;
  if (isSign(written, '^')) {
    state.next += 1;
    exponent = script(state);
    // An inverse function for some names.
    if (exponent.kind === 'negative') throw new Halt('unknown');
  }
  const argument = isSign(peek(state), '(') ? group(state, '(', ')') : withoutFunctions(state);
  const value = call(name, argument);
  return exponent === null ? value : operation('^', value, exponent);
};

const withoutFunctions = (state: State): Node => {
  const functions = state.functions;
  state.functions = false;
  const value = product(state);
  state.functions = functions;
  return value;
};

const atom = (state: State): Node => {
  const token = peek(state);
  if (token.kind === 'digit') return number(state);
  state.next += 1;
  if (token.kind === 'differential') return variable(token.text.replace(/\s/g, ''));
  if (isCommand(token, 'frac', 'dfrac', 'tfrac'))
    return operation('/', fractionPart(state), fractionPart(state));
  if (isCommand(token, 'binom', 'dbinom', 'tbinom'))
    return call('binomial', group(state, '{', '}'), group(state, '{', '}'));
  if (isCommand(token, 'lfloor', 'lceil')) {
    const inner = sum(state);
    if (!isCommand(peek(state), token.text === '\\lfloor' ? 'rfloor' : 'rceil')) throw new Halt('error');
    state.next += 1;
    return call(token.text === '\\lfloor' ? 'floor' : 'ceil', inner);
  }
  if (token.kind === 'letter' || (token.kind === 'command' && startsFactor(token)))
    return named(state, token);
  throw new Halt('error');
};

/** A name with its subscript and primes; before a parenthesis it is a function. */
const named = (state: State, token: LatexToken): Node => {
  if (isCommand(token, 'infty')) return { kind: 'infinity' };
  const quotes = (): string =>
    peek(state).text.startsWith("'") ? (state.tokens[state.next++]?.text ?? '') : '';
  const before = quotes();
  const name = token.text + (attempt(state, () => subscript(state)) ?? '') + before + quotes();
  if (!state.functions || !isSign(peek(state), '(')) return variable(name);
  const value = attempt(state, () => {
    state.next += 1;
    const args = [sum(state)];
    while (isSign(peek(state), ',')) {
      state.next += 1;
      args.push(sum(state));
    }
    expect(state, ')');
    return application(name, args);
  });
  if (value === null) state.notAt = state.next;
  return value ?? variable(name);
};

const subscript = (state: State): string => {
  if (!isSign(peek(state), '_')) return '';
  const start = state.next;
  state.next += 1;
  script(state);
  const tokens = state.tokens.slice(start, state.next);
  // Python prints the inside anew; only a plain one is sure to be printed as it stands.
  if (!tokens.every(({ kind, text }) => kind === 'letter' || kind === 'digit' || '_{}'.includes(text)))
    throw new Halt('unknown');
  return tokens
    .map(({ text }) => text)
    .join('')
    .replace(/[{}]/g, '');
};

const fractionPart = (state: State): Node => {
  const token = peek(state);
  if (token.kind !== 'digit') return group(state, '{', '}');
  state.next += 1;
  return integerNode(token.text);
};

/**
 * Digits, whatever space is between them, with groups of three behind commas, and decimals. Before one more dot, which
 * might belong to another number, sympy gives up the last decimal or group.
 */
const number = (state: State, final = false): Node => {
  let digits = takeDigits(state);
  while (isSign(peek(state), ',') && [1, 2, 3].every(ahead => peek(state, ahead).kind === 'digit')) {
    if (isSign(peek(state, 4), '.') && peek(state, 5).kind !== 'digit') break;
    digits += [1, 2, 3].map(ahead => peek(state, ahead).text).join('');
    state.next += 4;
  }
  if (isSign(peek(state), '.')) {
    state.next += 1;
    if (peek(state).kind !== 'digit') throw new Halt('error', final);
    const decimals = takeDigits(state);
    const givesUp = decimals.length > 1 && isSign(peek(state), '.');
    if (givesUp) state.next -= 1;
    digits += `.${givesUp ? decimals.slice(0, -1) : decimals}`;
  }
  // An integer with a zero in front is refused, unless all of it is zeros.
  if (/^0+[1-9]\d*$/.test(digits)) throw new Halt('error');
  const value = literalValue(digits);
  if (value === null) throw new Halt('unknown');
  return { kind: 'number', value, literal: digits };
};

const takeDigits = (state: State): string => {
  let digits = '';
  for (let token = peek(state); token.kind === 'digit'; token = peek(state)) {
    digits += token.text;
    state.next += 1;
  }
  return digits;
};

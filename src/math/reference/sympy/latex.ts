import { call, type FunctionName, type Node, operation, symbolsIn } from '../../read/ast.ts';
import { maxLength, nested, signed } from './cursor.ts';
import { attempt, expect, isCommand, isSign, type LatexCursor, peek } from './latex-cursor.ts';
import { number } from './latex-number.ts';
import { type LatexToken, latexTokens } from './latex-tokens.ts';
import {
  functionNames,
  otherCommands,
  relationCommands,
  startsFactor,
  startsFunction,
} from './latex-words.ts';
import {
  application,
  Halt,
  integerNode,
  productOf,
  readingOf,
  type SympyReading,
  variable,
} from './reading.ts';

/**
 * What sympy's lenient parser of LaTeX makes of a text: reading stops without complaint before what does not
 * fit, so that `12 (or so, I guess)` is 12; words are products of letters, and `\text` is a name. A sign that is in no
 * formula is an error where reading comes upon it.
 */
export const readSympyLatex = (text: string): SympyReading => {
  if (text.length > maxLength) return { kind: 'unknown' };
  const cursor: LatexCursor = { tokens: latexTokens(text), next: 0, depth: 0, functions: true, notAt: -1 };
  return readingOf(() => {
    const value = relation(cursor);
    // The token after the last one has been looked at.
    if (peek(cursor).kind === 'wrong') throw new Halt('error');
    return value;
  });
};

const relation = (cursor: LatexCursor): Node | 'other' => {
  let value: Node | 'other' = sum(cursor);
  for (;;) {
    const token = peek(cursor);
    const relates =
      isCommand(token, ...relationCommands) || (token.kind === 'sign' && /[=<>]/.test(token.text));
    if (!relates) return value;
    cursor.next += 1;
    sum(cursor);
    value = 'other';
  }
};

const sum = (cursor: LatexCursor): Node =>
  nested(cursor, () => {
    let left = product(cursor);
    for (let token = peek(cursor); isSign(token, '+') || isSign(token, '-'); token = peek(cursor)) {
      const right = attempt(cursor, () => {
        cursor.next += 1;
        return product(cursor);
      });
      if (right === null) break;
      left = operation(token.text === '+' ? '+' : '-', left, right);
    }
    return left;
  });

const product = (cursor: LatexCursor): Node => {
  let left = unary(cursor);
  for (;;) {
    const token = peek(cursor);
    const divides = isSign(token, '/') || isSign(token, ':') || isCommand(token, 'div');
    if (!divides && !isSign(token, '*') && !isCommand(token, 'times', 'cdot')) return left;
    const right = attempt(cursor, () => {
      cursor.next += 1;
      return unary(cursor);
    });
    if (right === null) return left;
    left = operation(divides ? '/' : '*', left, right);
  }
};

const unary = (cursor: LatexCursor): Node => signed(cursor, peek, juxtaposed);

/** Factors side by side; in the argument of a function no further function. */
const juxtaposed = (cursor: LatexCursor): Node => {
  const factors = [postfix(cursor)];
  while (
    startsFactor(peek(cursor)) &&
    cursor.next !== cursor.notAt &&
    (cursor.functions || !startsFunction(cursor))
  ) {
    const factor = attempt(cursor, () => postfix(cursor));
    if (factor === null) break;
    factors.push(factor);
  }
  return productOf(factors);
};

const postfix = (cursor: LatexCursor): Node => {
  let value = power(cursor);
  while (isSign(peek(cursor), '!')) {
    cursor.next += 1;
    value = call('factorial', value);
  }
  return value;
};

/** Powers one after the other belong to the left. */
const power = (cursor: LatexCursor): Node => {
  let base = factor(cursor);
  while (isSign(peek(cursor), '^')) {
    const exponent = attempt(cursor, () => {
      cursor.next += 1;
      return script(cursor);
    });
    if (exponent === null) break;
    base = operation('^', base, exponent);
    if (isSign(peek(cursor), '_')) throw new Halt('unknown');
  }
  return base;
};

/** A braced expression or one atom. */
const script = (cursor: LatexCursor): Node => {
  if (isSign(peek(cursor), '{')) return group(cursor, '{', '}');
  // Nothing steps back from a number that is a power or an index.
  if (peek(cursor).kind === 'digit') return number(cursor, true);
  if (isSign(peek(cursor), '(') || isCommand(peek(cursor), 'sqrt', ...functionNames.keys()))
    throw new Halt('error');
  return atom(cursor);
};

const group = (cursor: LatexCursor, open: string, close: string): Node => {
  expect(cursor, open);
  const functions = cursor.functions;
  cursor.functions = true;
  const inner = sum(cursor);
  cursor.functions = functions;
  expect(cursor, close);
  return inner;
};

const factor = (cursor: LatexCursor): Node => {
  const token = peek(cursor);
  for (const [open, close] of [
    ['(', ')'],
    ['[', ']'],
    ['{', '}'],
    ['\\{', '\\}'],
  ] as const) {
    if (isSign(token, open)) return group(cursor, open, close);
  }
  if (isSign(token, '|')) return call('abs', group(cursor, '|', '|'));
  if (isSign(token, '\\left|') || isCommand(token, ...otherCommands)) throw new Halt('unknown');
  if (isCommand(token, 'sqrt')) return root(cursor);
  if (isCommand(token, 'overline')) return conjugate(cursor);
  const name = token.kind === 'command' ? functionNames.get(token.text.slice(1)) : undefined;
  return name === undefined ? atom(cursor) : functionOf(cursor, name);
};

/** An overline is the complex conjugate. */
const conjugate = (cursor: LatexCursor): Node => {
  cursor.next += 1;
  const inner = group(cursor, '{', '}');
  return symbolsIn(inner).size === 0 ? inner : application('overline', [inner]);
};

const root = (cursor: LatexCursor): Node => {
  cursor.next += 1;
  const index = isSign(peek(cursor), '[') ? group(cursor, '[', ']') : null;
  const base = group(cursor, '{', '}');
  return index === null ? call('sqrt', base) : operation('^', base, operation('/', integerNode('1'), index));
};

const functionOf = (cursor: LatexCursor, name: FunctionName): Node => {
  cursor.next += 1;
  const written = peek(cursor);
  if (isSign(written, '_')) throw new Halt('unknown');
  let exponent: Node | null = null;
  if (isSign(written, '^')) {
    cursor.next += 1;
    exponent = script(cursor);
    // An inverse function for some names.
    if (exponent.kind === 'negative') throw new Halt('unknown');
  }
  const argument = isSign(peek(cursor), '(') ? group(cursor, '(', ')') : withoutFunctions(cursor);
  const value = call(name, argument);
  return exponent === null ? value : operation('^', value, exponent);
};

const withoutFunctions = (cursor: LatexCursor): Node => {
  const functions = cursor.functions;
  cursor.functions = false;
  const value = product(cursor);
  cursor.functions = functions;
  return value;
};

const atom = (cursor: LatexCursor): Node => {
  const token = peek(cursor);
  if (token.kind === 'digit') return number(cursor);
  cursor.next += 1;
  if (token.kind === 'differential') return variable(token.text.replace(/\s/g, ''));
  if (isCommand(token, 'frac', 'dfrac', 'tfrac'))
    return operation('/', fractionPart(cursor), fractionPart(cursor));
  if (isCommand(token, 'binom', 'dbinom', 'tbinom'))
    return call('binomial', group(cursor, '{', '}'), group(cursor, '{', '}'));
  if (isCommand(token, 'lfloor', 'lceil')) {
    const inner = sum(cursor);
    if (!isCommand(peek(cursor), token.text === '\\lfloor' ? 'rfloor' : 'rceil')) throw new Halt('error');
    cursor.next += 1;
    return call(token.text === '\\lfloor' ? 'floor' : 'ceil', inner);
  }
  if (token.kind === 'letter' || (token.kind === 'command' && startsFactor(token)))
    return named(cursor, token);
  throw new Halt('error');
};

/** A name with its subscript and primes; before a parenthesis it is a function. */
const named = (cursor: LatexCursor, token: LatexToken): Node => {
  if (isCommand(token, 'infty')) return { kind: 'infinity' };
  const quotes = (): string =>
    peek(cursor).text.startsWith("'") ? (cursor.tokens[cursor.next++]?.text ?? '') : '';
  const before = quotes();
  const name = token.text + (attempt(cursor, () => subscript(cursor)) ?? '') + before + quotes();
  if (!cursor.functions || !isSign(peek(cursor), '(')) return variable(name);
  const value = attempt(cursor, () => {
    cursor.next += 1;
    const args = [sum(cursor)];
    while (isSign(peek(cursor), ',')) {
      cursor.next += 1;
      args.push(sum(cursor));
    }
    expect(cursor, ')');
    return application(name, args);
  });
  if (value === null) cursor.notAt = cursor.next;
  return value ?? variable(name);
};

const subscript = (cursor: LatexCursor): string => {
  if (!isSign(peek(cursor), '_')) return '';
  const start = cursor.next;
  cursor.next += 1;
  script(cursor);
  const tokens = cursor.tokens.slice(start, cursor.next);
  // Python prints the inside anew; only a plain one is sure to be printed as it stands.
  if (!tokens.every(({ kind, text }) => kind === 'letter' || kind === 'digit' || '_{}'.includes(text)))
    throw new Halt('unknown');
  return tokens
    .map(({ text }) => text)
    .join('')
    .replace(/[{}]/g, '');
};

const fractionPart = (cursor: LatexCursor): Node => {
  const token = peek(cursor);
  if (token.kind !== 'digit') return group(cursor, '{', '}');
  cursor.next += 1;
  return integerNode(token.text);
};

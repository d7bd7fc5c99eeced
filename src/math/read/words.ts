import { call, type FunctionName, type Node, operation, symbol } from './ast.ts';
import { type Cursor, expectSign, isSign, peek, take, takeSign, Unreadable, unexpected } from './cursor.ts';
import { functionNames, inverses, letterSigns, listFunctions } from './functions.ts';
import { literalValue, readNumber, takeDigit } from './numbers.ts';

/** A run of letters: a function, a constant, a symbol, or a product of at most three symbols. */
export const readWord = (cursor: Cursor): Node => {
  const token = take(cursor);
  const name = functionNames.get(token.text);
  if (name !== undefined) return readCall(cursor, name);
  const constant = constants.get(token.text.toLowerCase());
  if (constant !== undefined) return constant;
  const greek = letterSigns.get(token.text);
  if (greek !== undefined) return withSubscript(cursor, greek);
  const [, plain = token.text, primes = ''] = /^(.*?)('*)$/u.exec(token.text) ?? [];
  const letters = [...plain];
  if (letters.length === 1) return withSubscript(cursor, token.text);
  const primed = /^([A-Za-z]'+)([A-Za-z]{1,2})$/.exec(plain);
  if (primed !== null) return product([primed[1] ?? '', ...(primed[2] ?? '')], cursor, primes);
  const split = splitFunction(token.text);
  if (split !== null) {
    const inner =
      split.letters === '' ? readCall(cursor, split.name) : call(split.name, symbol(split.letters));
    return split.before === '' ? inner : operation('*', symbol(split.before), inner);
  }
  if (/^(?:USD|EUR|GBP|Rs)$/.test(token.text) && peek(cursor).kind === 'number') return readNumber(cursor);
  if (letters.length > 3 || (shortWords.has(token.text.toLowerCase()) && !isSegment(cursor, token.text))) {
    throw new Unreadable(`"${token.text.slice(0, 20)}" is a word`, token.at);
  }
  return product(letters, cursor, primes);
};

/** Letters side by side; primes and a subscript belong to the last one. */
const product = (letters: readonly string[], cursor: Cursor, primes: string): Node => {
  const last = withSubscript(cursor, (letters.at(-1) ?? '') + primes);
  return letters
    .slice(0, -1)
    .map(symbol)
    .concat(last)
    .reduce((left, right) => operation('*', left, right));
};

/** Two capital letters alone in a group, `\frac{NO}{AB}`: a length, not a word. */
const isSegment = (cursor: Cursor, word: string): boolean =>
  /^[A-Z]{2}$/.test(word) && isSign(peek(cursor), '}') && isSign(peek(cursor, -2), '{');

const constants: ReadonlyMap<string, Node> = new Map<string, Node>([
  ['pi', symbol('pi')],
  ['inf', { kind: 'infinity' }],
  ['infty', { kind: 'infinity' }],
  ['infinity', { kind: 'infinity' }],
  ['oo', { kind: 'infinity' }],
]);

/** Short words that are never products of letters. */
const shortWords = new Set(
  (
    'no on yes of or is it in an at as by if so to up we he me my us am be do go not and the all any are but can for had has ' +
    'her him his how man men new now odd old one two six ten our out red saw say see she sum mon tue wed thu fri sat sun ' +
    'who why you his its let may off own too use var was way did get top far few set nor non nan none dne und end net ' +
    'cat dog box bag boy day car cup egg pen hat'
  ).split(' '),
);

/** `sinx`, `xsin`: a function stuck to one letter. */
const splitFunction = (
  word: string,
): { readonly before: string; readonly name: FunctionName; readonly letters: string } | null => {
  for (const name of ['sin', 'cos', 'tan', 'log', 'ln', 'sqrt'] as const) {
    if (word.length > name.length + 1) continue;
    if (word.startsWith(name)) return { before: '', name, letters: word.slice(name.length) };
    if (word.endsWith(name)) return { before: word.slice(0, -name.length), name, letters: '' };
  }
  return null;
};

/** A symbol with its subscript, and its arguments where it is the name of a function. */
export const withSubscript = (cursor: Cursor, letter: string): Node => {
  const name = readName(cursor, letter);
  // Some printers put the brackets of a function into braces.
  const bracket = isSign(peek(cursor), '{') && isSign(peek(cursor, 1), '(') ? peek(cursor, 1) : peek(cursor);
  const isFunction = /^[fghFGHPQTRu](?:'+|_.*)?$/.test(name) && isSign(bracket, '(') && !peek(cursor).spaced;
  if (!isFunction) return symbol(name);
  const argument = cursor.factor(cursor);
  const place = placeOf(argument);
  // A value of a function, which no product with its name can be.
  if (/^[fgh]'*$/.test(name) && place !== null) return symbol(`${name}(${place})`);
  return { kind: 'application', name, args: argument.kind === 'tuple' ? argument.items : [argument] };
};

/** A letter with its subscript and its primes, which may stand before or behind the subscript. */
const readName = (cursor: Cursor, letter: string): string => {
  const [, plain = letter, before = ''] = /^(.*?)('*)$/u.exec(letter) ?? [];
  if (!isSign(peek(cursor), '_')) return letter;
  let name = plain + readSubscript(cursor) + before;
  while (takeSign(cursor, "'")) name += "'";
  return name;
};

/** A number as part of a name; null for another node. */
const placeOf = (node: Node): string | null => {
  if (node.kind === 'number') return `${node.value.numerator}/${node.value.denominator}`;
  const inner = node.kind === 'negative' ? placeOf(node.of) : null;
  return inner === null ? null : `-${inner}`;
};

/** `_1`, `_{12}`, `_{\text{max}}` as part of a name. */
const readSubscript = (cursor: Cursor): string => {
  take(cursor);
  if (!takeSign(cursor, '{')) {
    return `_${peek(cursor).kind === 'number' ? takeDigit(cursor).text : take(cursor).text}`;
  }
  let name = '_';
  for (let depth = 1; depth > 0; ) {
    const token = take(cursor);
    if (token.kind === 'end') throw unexpected(cursor, 'a subscript does not close');
    if (isSign(token, '{')) depth += 1;
    else if (isSign(token, '}')) depth -= 1;
    if (depth > 0) name += token.text.trim();
  }
  return name;
};

/** A function's power, base and arguments. */
export const readCall = (cursor: Cursor, name: FunctionName): Node => {
  let base: Node | null = null;
  let power: Node | null = null;
  let prefix = '';
  for (;;) {
    if (isSign(peek(cursor), '^') && power === null) {
      take(cursor);
      power = takeSign(cursor, '-')
        ? { kind: 'negative', of: cursor.factor(cursor) }
        : readPowerArgument(cursor);
    } else if (isSign(peek(cursor), '_') && base === null) {
      take(cursor);
      base = isSign(peek(cursor), '{') ? readBraced(cursor) : readOne(cursor);
      prefix = name;
    } else break;
  }
  const inverse = power !== null && isMinusOne(power) ? inverses.get(name) : undefined;
  const args = readArguments(cursor, name);
  const applied = call(inverse ?? name, ...args, ...(base !== null && prefix === 'log' ? [base] : []));
  return power === null || inverse !== undefined ? applied : operation('^', applied, power);
};

const readPowerArgument = (cursor: Cursor): Node =>
  isSign(peek(cursor), '{') ? readBraced(cursor) : readOne(cursor);

const readBraced = (cursor: Cursor): Node => {
  expectSign(cursor, '{');
  const inner = cursor.expression(cursor);
  expectSign(cursor, '}');
  return inner;
};

/** One digit, letter or command, without powers. */
const readOne = (cursor: Cursor): Node => {
  const token = peek(cursor);
  if (token.kind !== 'number') return cursor.factor(cursor);
  // After an underscore the whole number is meant in plain text: log_10(x).
  take(cursor);
  const value = literalValue(token.text);
  if (value === null) throw new Unreadable('a number is too large', token.at);
  return { kind: 'number', value, literal: token.text };
};

const isMinusOne = (node: Node): boolean =>
  node.kind === 'negative' && node.of.kind === 'number' && node.of.literal === '1';

/** `(…)` or, without brackets, the product up to the next function or sign. */
const readArguments = (cursor: Cursor, name: FunctionName): readonly Node[] => {
  if (isSign(peek(cursor), '(')) {
    const argument = cursor.factor(cursor);
    return listFunctions.has(name) && argument.kind === 'tuple' ? argument.items : [argument];
  }
  if (listFunctions.has(name) && peek(cursor).kind === 'command' && peek(cursor).text === '{') {
    const set = cursor.factor(cursor);
    return set.kind === 'set' ? set.items : [set];
  }
  let argument = cursor.argument(cursor);
  while (name !== 'sqrt' && continuesArgument(cursor)) {
    argument = operation('*', argument, cursor.argument(cursor));
  }
  return [argument];
};

const continuesArgument = (cursor: Cursor): boolean => {
  const token = peek(cursor);
  if (token.kind === 'number') return cursor.tokens[cursor.next - 1]?.kind !== 'number';
  if (token.kind === 'word')
    return (token.text.length <= 2 && !functionNames.has(token.text)) || token.text === 'pi';
  if (token.kind === 'command')
    return /^(?:frac|sqrt|alpha|beta|theta|phi|omega|gamma|lambda)$/.test(token.text);
  return isSign(token, '({');
};

/** A text in a font for words where a value is expected. */
export const readText = (cursor: Cursor): Node => {
  const token = take(cursor);
  const content = token.text.trim();
  const name = functionNames.get(content);
  if (name !== undefined && (token.marked || isSign(peek(cursor), '('))) return readCall(cursor, name);
  if (/^[\p{L}]$/u.test(content)) return withSubscript(cursor, content);
  if (/^\d{1,15}(?:\.\d{1,15})?$/.test(content)) {
    const value = literalValue(content);
    if (value !== null) return { kind: 'number', value, literal: content };
  }
  return { kind: 'text', text: content };
};

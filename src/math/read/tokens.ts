import { thousandsMark } from './clean.ts';

/** A piece of an answer's text. */
export type Token = {
  readonly kind: 'number' | 'based' | 'word' | 'command' | 'text' | 'sign' | 'end';
  /** A number's digits without separators, a command's name without backslash, a text's content. */
  readonly text: string;
  /** Where it starts in the cleaned text. */
  readonly at: number;
  /** True when a space stands before it. */
  readonly spaced: boolean;
  /** True for a text or command that was in a font for words, or a number whose separators might be a list's. */
  readonly marked: boolean;
};

/** How commas between digits are read: as separators of thousands where they may be, as a list's, or as decimal comma. */
export type Commas = 'thousands' | 'list' | 'decimal';

/** The tokens of a cleaned text, the last one an `end`. Linear. */
export const tokensOf = (text: string, commas: Commas): readonly Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  let spaced = false;
  while (at < text.length) {
    if (text[at] === ' ') {
      spaced = true;
      at += 1;
      continue;
    }
    const piece = pieceAt(text, at, commas);
    tokens.push({ kind: piece.kind, text: piece.text, at, spaced, marked: piece.marked === true });
    at += piece.length;
    spaced = false;
  }
  tokens.push({ kind: 'end', text: '', at, spaced, marked: false });
  return tokens;
};

type Piece = {
  readonly kind: Token['kind'];
  readonly text: string;
  readonly length: number;
  readonly marked?: boolean;
};

const pieceAt = (text: string, at: number, commas: Commas): Piece => {
  const sign = text[at] ?? '';
  if (
    (sign >= '0' && sign <= '9') ||
    (sign === '.' &&
      (isDigit(text[at + 1]) || text.startsWith('\\overline', at + 1) || text.startsWith('\\bar', at + 1)))
  )
    return numberAt(text, at, commas);
  if (sign === '\\') return commandAt(text, at);
  if (isLetter(sign)) return wordAt(text, at);
  return { kind: 'sign', text: sign, length: 1 };
};

const isDigit = (sign: string | undefined): boolean => sign !== undefined && sign >= '0' && sign <= '9';
const isLetter = (sign: string): boolean => /^\p{L}$/u.test(sign);

const sticky = (source: string, flags = ''): RegExp => new RegExp(source, `y${flags}`);
const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

// One way to read each run of digits, so that nothing here backtracks far.
const basedPattern = sticky(
  '([0-9][0-9A-Z]*(?:\\.[0-9A-Z]+)?)_ ?(?:\\{ ?(?:\\\\text ?\\{)? ?([0-9]{1,2}|[a-z]{3,12}) ?\\}?\\}|([0-9]{1,2})(?![0-9]))',
);
const groupedPattern = sticky(
  `\\d{1,3}(?:[${thousandsMark}]\\d{3})+(?!\\d)|[1-9]\\d{0,2}(?:,\\d{3})+(?![\\d])|\\d{1,3}(?: \\d{3})+(?!\\d)`,
);
const surePattern = sticky(`\\d{1,3}(?:[${thousandsMark}]\\d{3})+(?!\\d)|\\d{1,3}(?: \\d{3})+(?!\\d)`);
const digitsPattern = sticky('\\d*');
const decimalsPattern = sticky('\\.(?!\\.)(\\d*)');
const decimalCommaPattern = sticky(',(\\d+)');
const exponentPattern = sticky('[eE]([+-]?\\d{1,6})(?!\\d)');

const numberAt = (text: string, at: number, commas: Commas): Piece => {
  const based = matchAt(basedPattern, text, at);
  const base = based === null ? undefined : (based[2] ?? based[3]);
  if (based !== null && base !== undefined) {
    return { kind: 'based', text: `${based[1]}_${base}`, length: based[0].length };
  }
  const grouped = matchAt(commas === 'list' ? surePattern : groupedPattern, text, at)?.[0];
  const whole = grouped ?? matchAt(digitsPattern, text, at)?.[0] ?? '';
  let end = at + whole.length;
  let literal = grouped === undefined ? whole : whole.replace(/[^0-9]/g, '');
  const decimals = matchAt(commas === 'decimal' ? decimalCommaPattern : decimalsPattern, text, end);
  if (decimals !== null) {
    literal += `.${decimals[1] ?? ''}`;
    end += decimals[0].length;
  }
  const exponent = matchAt(exponentPattern, text, end);
  if (exponent !== null) {
    literal += `e${exponent[1] ?? ''}`;
    end += exponent[0].length;
  }
  // A point where commas are decimal belongs to no number.
  if (end === at) return { kind: 'sign', text: text[at] ?? '', length: 1 };
  return { kind: 'number', text: literal, length: end - at, marked: grouped?.includes(',') === true };
};

const commandPattern = sticky('\\\\(?:([a-zA-Z]+)\\*?|(.))?', 's');

/** Commands whose argument is words. */
const textCommands = new Set([
  'text',
  'textbf',
  'textit',
  'textrm',
  'textnormal',
  'textup',
  'mbox',
  'hbox',
  'mathrm',
  'mathsf',
  'mathtt',
  'operatorname',
  'unit',
]);

const commandAt = (text: string, at: number): Piece => {
  const match = matchAt(commandPattern, text, at);
  const name = match?.[1] ?? match?.[2] ?? '';
  const length = match?.[0].length ?? 1;
  if (match?.[1] === undefined) return { kind: 'command', text: name, length };
  const stuck = /^(sin|cos|tan|cot|sec|csc|ln|log)[a-gi-zA-Z]$/.exec(name)?.[1];
  // No command, but a function that lost the space behind it.
  if (stuck !== undefined) return { kind: 'command', text: stuck, length: length - 1 };
  if (!textCommands.has(name)) return { kind: 'command', text: name, length };
  let open = at + length;
  if (text[open] === ' ') open += 1;
  if (text[open] !== '{') return { kind: 'command', text: name, length };
  const close = closeOf(text, open);
  if (close === -1) return { kind: 'command', text: name, length };
  const content = text.slice(open + 1, close);
  return { kind: 'text', text: content, length: close + 1 - at, marked: name === 'operatorname' };
};

/** Where the group that opens at `open` closes; -1 when it does not. */
const closeOf = (text: string, open: number): number => {
  let depth = 0;
  for (let i = open; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '{') depth += 1;
    else if (text[i] === '}') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return -1;
};

/** Greek letters stand for themselves inside a run of letters; other runs of letters are words. */
const wordPattern = sticky(
  "(?:[A-Za-z]+|[\\u0370-\\u03ff]|(?:(?![A-Za-z\\u0370-\\u03ff])\\p{L})+)(?:'[A-Za-z]+|'+)?",
  'u',
);

const wordAt = (text: string, at: number): Piece => {
  const word = matchAt(wordPattern, text, at)?.[0] ?? text[at] ?? '';
  return { kind: 'word', text: word, length: word.length };
};

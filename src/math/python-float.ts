import { pythonStrip } from '../core/index.ts';

// Digits of any script, underscores only between digits: the grammar of Python's float().
const floatPattern =
  /^[+-]?(?:(?:\p{Nd}+(?:_\p{Nd}+)*)(?:\.(?:\p{Nd}+(?:_\p{Nd}+)*)?)?|\.\p{Nd}+(?:_\p{Nd}+)*)(?:[eE][+-]?\p{Nd}+(?:_\p{Nd}+)*)?$/u;

const words: ReadonlyMap<string, number> = new Map([
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['nan', Number.NaN],
]);

/**
 * What Python's `float(text)` gives, or null where it raises ValueError. It accepts white space around,
 * `1_000`, `1e3`, `inf`, `nan` and digits of any script; it refuses the empty text, commas and hexadecimal.
 */
export const pythonFloat = (text: string): number | null => {
  const stripped = pythonStrip(text);
  const negative = stripped.startsWith('-');
  const word = words.get((/^[+-]/.test(stripped) ? stripped.slice(1) : stripped).toLowerCase());
  if (word !== undefined) return negative ? -word : word;
  if (!floatPattern.test(stripped)) return null;
  return Number(asciiDigits(stripped.replaceAll('_', '')));
};

/** Digits of other scripts as ASCII: every script's ten digits stand in one run that starts with its zero. */
const asciiDigits = (text: string): string =>
  text.replace(/(?![0-9])\p{Nd}/gu, digit => String(digitValue(digit.codePointAt(0) ?? 0)));

const digitValue = (code: number): number => {
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return code - zero;
};

/** Python's `math.isclose(a, b, rel_tol=relative)`. */
export const isClose = (a: number, b: number, relative: number): boolean => {
  if (a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b));
};

/** How close a number must be to an integer to count as one in the PRM800K grader. */
const integerTolerance = 1e-7;

/** The PRM800K grader's idea of an integer value. */
export const isNearInteger = (value: number): boolean =>
  Number.isFinite(value) && Math.abs(value - Math.round(value)) <= integerTolerance;

/** The digits of an integer that a double holds, as Python's `str(int(value))`; the fraction is cut off. */
export const integerDigits = (value: number): string => BigInt(Math.trunc(value)).toString();

import { add, divide, integer, negate, type Rational, shift } from './rational.ts';
import { suffixOf } from './units.ts';

/** What a text says when it is a number: its exact value, and whether it is a percentage. */
export type ParsedNumber = { readonly value: Rational; readonly percent: boolean };

/**
 * Reads a cleaned text as one number: integers with thousands separators, decimals, e-notation, a power of ten,
 * `a/b`, `\frac{a}{b}`, mixed numbers, with currency, percent sign, units. Null when it is something else.
 */
export const parseNumber = (text: string): ParsedNumber | null => {
  const { sign, rest } = signOf(text);
  const magnitude = magnitudeOf(rest);
  if (magnitude === null) return null;
  const suffix = suffixOf(rest.slice(magnitude.length));
  if (suffix === null) return null;
  const scaled = shift(magnitude.value, suffix.exponent);
  if (scaled === null) return null;
  return { value: sign < 0 ? negate(scaled) : scaled, percent: suffix.percent };
};

/** A value and how many characters it took. */
type Reading = { readonly value: Rational; readonly length: number };

/** Signs and currency signs in front, in either order: `-$5`, `$-5`. */
const signOf = (text: string): { readonly sign: number; readonly rest: string } => {
  const lead = /^(?:[+-] ?)?(?:\\?\$|[€£¥]|USD )? ?(?:[+-] ?)?/.exec(text)?.[0] ?? '';
  const minuses = lead.split('-').length - 1;
  return { sign: minuses === 1 ? -1 : 1, rest: text.slice(lead.length) };
};

const magnitudeOf = (text: string): Reading | null => {
  const fraction = commandFraction(text);
  if (fraction !== null) return fraction;
  const whole = decimal(text);
  if (whole === null) return null;
  const rest = text.slice(whole.length);
  return mixed(whole, rest) ?? slashFraction(whole, rest) ?? powerOfTen(whole, rest) ?? whole;
};

// Groups of three over the whole number, or no separators at all; one way to read each run of digits.
const decimalPattern =
  /^(?:(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?![\d])|(\d+))?(?:\.(\d*))?(?:[eE]([+-]?\d{1,6})(?!\d))?/;

const decimal = (text: string): Reading | null => {
  const match = decimalPattern.exec(text);
  if (match === null) return null;
  const [taken, grouped, plain, decimals = '', exponent = '0'] = match;
  const digits = (grouped ?? plain ?? '').replace(/[, ]/g, '');
  if (digits === '' && decimals === '') return null;
  const value = shift(integer(BigInt(digits + decimals)), Number(exponent) - decimals.length);
  return value === null ? null : { value, length: taken.length };
};

/** `\frac{a}{b}`, also with one-digit arguments: `\frac12`. */
const fractionPattern = /^\\frac ?(?:\{ ?(-?[^{}]{1,512}) ?\}|(\d)) ?(?:\{ ?(-?[^{}]{1,512}) ?\}|(\d))/;

const commandFraction = (text: string): Reading | null => {
  const match = fractionPattern.exec(text);
  if (match === null) return null;
  const value = quotient(match[1] ?? match[2] ?? '', match[3] ?? match[4] ?? '');
  return value === null ? null : { value, length: match[0].length };
};

const quotient = (above: string, below: string): Rational | null => {
  const [numerator, denominator] = [signedDecimal(above), signedDecimal(below)];
  return numerator === null || denominator === null ? null : divide(numerator, denominator);
};

const signedDecimal = (text: string): Rational | null => {
  const { sign, rest } = signOf(text.trim());
  const reading = decimal(rest);
  if (reading === null || reading.length !== rest.length) return null;
  return sign < 0 ? negate(reading.value) : reading.value;
};

/** An integer directly before a numeric fraction is a sum: `3\frac{1}{2}`, `3 1/2`. */
const mixed = (whole: Reading, rest: string): Reading | null => {
  if (whole.value.denominator !== 1n) return null;
  const space = rest.startsWith(' ') ? 1 : 0;
  const tail = rest.slice(space);
  const fraction = commandFraction(tail) ?? (space === 1 ? plainFraction(tail) : null);
  if (fraction === null) return null;
  return { value: add(whole.value, fraction.value), length: whole.length + space + fraction.length };
};

const plainFraction = (text: string): Reading | null => {
  const above = /^\d+/.exec(text)?.[0];
  if (above === undefined) return null;
  return slashFraction({ value: integer(BigInt(above)), length: above.length }, text.slice(above.length));
};

const slashFraction = (above: Reading, rest: string): Reading | null => {
  const slash = /^ ?\/ ?(?=[\d.])/.exec(rest)?.[0];
  if (slash === undefined) return null;
  const below = decimal(rest.slice(slash.length));
  const value = below === null ? null : divide(above.value, below.value);
  if (below === null || value === null) return null;
  return { value, length: above.length + slash.length + below.length };
};

const powerOfTen = (factor: Reading, rest: string): Reading | null => {
  const match = /^ ?\* ?10 ?(?:\^|\*\*) ?(?:\{ ?(-?\d{1,6}) ?\}|(-?\d{1,6})(?!\d))/.exec(rest);
  if (match === null) return null;
  const value = shift(factor.value, Number(match[1] ?? match[2]));
  return value === null ? null : { value, length: factor.length + match[0].length };
};

/** An exact number: numerator over a positive denominator. Not always reduced; compare with `sameRational`. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint };

/** Largest power of ten that is ever computed; beyond it a text is no number to us. */
const maxExponent = 4096;

export const integer = (value: bigint): Rational => ({ numerator: value, denominator: 1n });

/** The quotient, or null for a division by zero. */
export const divide = (a: Rational, b: Rational): Rational | null => {
  if (b.numerator === 0n) return null;
  const sign = b.numerator < 0n ? -1n : 1n;
  return {
    numerator: a.numerator * b.denominator * sign,
    denominator: a.denominator * b.numerator * sign,
  };
};

export const add = (a: Rational, b: Rational): Rational =>
  a.denominator === b.denominator
    ? { numerator: a.numerator + b.numerator, denominator: a.denominator }
    : {
        numerator: a.numerator * b.denominator + b.numerator * a.denominator,
        denominator: a.denominator * b.denominator,
      };

export const multiply = (a: Rational, b: Rational): Rational => ({
  numerator: a.numerator * b.numerator,
  denominator: a.denominator * b.denominator,
});

export const negate = (a: Rational): Rational => ({ ...a, numerator: -a.numerator });

/** The number times a power of ten, or null when the power is beyond `maxExponent`. */
export const shift = (a: Rational, exponent: number): Rational | null => {
  if (!Number.isInteger(exponent) || Math.abs(exponent) > maxExponent) return null;
  const power = 10n ** BigInt(Math.abs(exponent));
  return exponent >= 0
    ? { numerator: a.numerator * power, denominator: a.denominator }
    : { numerator: a.numerator, denominator: a.denominator * power };
};

export const sameRational = (a: Rational, b: Rational): boolean =>
  a.numerator * b.denominator === b.numerator * a.denominator;

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export const compareRationals = (a: Rational, b: Rational): number => {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
};

/** In lowest terms. */
export const reduced = ({ numerator, denominator }: Rational): Rational => {
  if (denominator === 1n) return { numerator, denominator };
  const divisor = gcd(absolute(numerator), denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
};

export const isInteger = (a: Rational): boolean => a.numerator % a.denominator === 0n;

/** Greatest integer that is not greater. */
export const floor = ({ numerator, denominator }: Rational): bigint => {
  const quotient = numerator / denominator;
  return numerator < 0n && numerator % denominator !== 0n ? quotient - 1n : quotient;
};

/** How many bits an integer takes, roughly: exact to four. */
export const bitsOf = (value: bigint): number => absolute(value).toString(16).length * 4;

/** The nearest double; infinite beyond its range. */
export const toNumber = (value: Rational): number => {
  const { numerator, denominator } = value;
  const excess = Math.max(bitsOf(numerator), bitsOf(denominator)) - 1000;
  if (excess <= 0) return Number(numerator) / Number(denominator);
  const size = bitsOf(numerator) - bitsOf(denominator);
  if (Math.abs(size) > 1100) return size < 0 ? 0 : Number(numerator < 0n ? -Infinity : Infinity);
  // The quotient as an integer with 64 more bits, then as a double.
  const scale = BigInt(Math.max(0, 80 - size));
  const half = Number(scale) / 2;
  // In two steps: the power of two may be beyond the doubles.
  return Number((numerator << scale) / denominator) / 2 ** half / 2 ** half;
};

/** The number as a person writes it, in lowest terms: `7/2`, `-3`. */
export const rationalText = (value: Rational): string => {
  const { numerator, denominator } = reduced(value);
  return denominator === 1n ? numerator.toString() : `${numerator}/${denominator}`;
};

export const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** Greatest common divisor of two non-negative integers; 1 for two zeros. */
export const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
};

/** An exact number: numerator over a positive denominator. Not reduced; compare with `sameRational`. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint };

/** Largest power of ten that is ever computed; beyond it a text is no number to us. */
export const maxExponent = 4096;

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

export const add = (a: Rational, b: Rational): Rational => ({
  numerator: a.numerator * b.denominator + b.numerator * a.denominator,
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

/** The number as a person writes it, in lowest terms: `7/2`, `-3`. */
export const rationalText = ({ numerator, denominator }: Rational): string => {
  const divisor = gcd(numerator < 0n ? -numerator : numerator, denominator);
  const [n, d] = [numerator / divisor, denominator / divisor];
  return d === 1n ? n.toString() : `${n}/${d}`;
};

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a || 1n : gcd(b, a % b));

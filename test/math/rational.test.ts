import { describe, expect, it } from 'vitest';
import { bitsOf, floor, integer, rationalText, reduced, toNumber } from '../../src/math/rational.ts';

const over = (numerator: bigint, denominator: bigint) => ({ numerator, denominator });

describe('rational numbers', () => {
  it.each([
    [over(1n, 3n), 1 / 3],
    [over(-7n, 2n), -3.5],
    [over(10n ** 400n, 10n ** 399n), 10],
    [over(1n, 10n ** 300n), 1e-300],
    [over(10n ** 30n + 1n, 10n ** 330n), 1e-300],
    [integer(10n ** 400n), Number.POSITIVE_INFINITY],
    [integer(-(10n ** 400n)), Number.NEGATIVE_INFINITY],
    [over(1n, 10n ** 400n), 0],
  ])('%o is near the double %d', (value, double) => {
    const near = toNumber(value);
    if (double === 0 || !Number.isFinite(double)) expect(near).toBe(double);
    else expect(Math.abs(near / double - 1)).toBeLessThan(1e-15);
  });

  it.each([
    [over(7n, 2n), 3n],
    [over(-7n, 2n), -4n],
    [over(-6n, 2n), -3n],
  ])('the greatest integer in %o is %d', (value, whole) => expect(floor(value)).toBe(whole));

  it('are shown in lowest terms', () => {
    expect(rationalText(over(6n, 4n))).toBe('3/2');
    expect(rationalText(over(-4n, 2n))).toBe('-2');
    expect(reduced(over(0n, 5n))).toEqual(over(0n, 1n));
    expect(bitsOf(255n)).toBe(8);
  });
});

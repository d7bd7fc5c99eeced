import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharesOf } from '../../../src/run/rate/shares.ts';

describe('shares by weight', () => {
  it.each<readonly [number, readonly number[], readonly number[]]>([
    [12, [1, 2], [4, 8]],
    [64, [2, 1], [43, 21]],
    [10, [1, 1, 1], [4, 3, 3]],
    [7, [0.5, 0.5], [4, 3]],
    [1, [1, 1], [1, 1]],
    [3, [100, 1], [2, 1]],
    [4, [100, 1, 1], [2, 1, 1]],
  ])('of %i by %j are %j', (total, weights, shares) => {
    expect(sharesOf(total, weights)).toEqual(shares);
  });

  it('are at least one each, and as many as there are where that is enough', () => {
    const weight = fc.double({ min: 0.001, max: 1000, noNaN: true });
    const weights = fc.array(weight, { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), weights, (total, of) => {
        const shares = sharesOf(total, of);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(1);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(Math.max(total, of.length));
      }),
    );
  });
});

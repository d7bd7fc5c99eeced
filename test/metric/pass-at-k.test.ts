import { describe, expect, it } from 'vitest';
import { passAtK } from '../../src/metric/index.ts';

/** C(n, k) in whole numbers: a second way to the same estimate. */
const choose = (n: number, k: number): bigint => {
  let result = 1n;
  for (let i = 0; i < k; i += 1) result = (result * BigInt(n - i)) / BigInt(i + 1);
  return result;
};

describe('passAtK', () => {
  it.each([
    [10, 3, 1, 0.3],
    [10, 3, 5, 0.9166667],
    [200, 20, 100, 0.99999967],
    [5, 0, 1, 0],
    [5, 5, 5, 1],
    [3, 2, 2, 1],
    [1, 0, 1, 0],
    [1, 1, 1, 1],
  ])('gives n=%i c=%i k=%i the published value %f', (n, c, k, value) => {
    expect(passAtK(n, c, k)).toBeCloseTo(value, 7);
  });

  it('agrees with counting subsets, for every n up to 12', () => {
    for (let n = 1; n <= 12; n += 1) {
      for (let c = 0; c <= n; c += 1) {
        for (let k = 1; k <= n; k += 1) {
          const exact = 1 - Number(choose(n - c, k)) / Number(choose(n, k));
          expect(passAtK(n, c, k)).toBeCloseTo(exact, 12);
        }
      }
    }
  });

  it('stays exact where factorials overflow', () => {
    const exact = 1 - Number((choose(3900, 2000) * 10n ** 20n) / choose(4000, 2000)) / 1e20;
    expect(passAtK(4000, 100, 2000)).toBeCloseTo(exact, 14);
    expect(passAtK(100_000, 1, 1)).toBeCloseTo(1e-5, 14);
  });

  it.each([
    [3, 4, 1],
    [3, 1, 4],
    [3, 1, 0],
    [3, -1, 1],
    [3.5, 1, 1],
  ])('refuses n=%f c=%f k=%f', (n, c, k) => {
    expect(() => passAtK(n, c, k)).toThrow(RangeError);
  });
});

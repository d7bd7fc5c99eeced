import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/metric/index.ts';

const drawn = (seed: string | number, count: number): readonly number[] => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => random.nextUint32());
};

describe('a seeded stream', () => {
  // The numbers of a second implementation, in Python with integers of any size, and of the published C for its state.
  it.each([
    ['eurus', [123312331, 3570070844, 2218563846, 2126470543]],
    [1, [350175097, 640680501, 3603964963, 713971460]],
  ])('from %j begins with the numbers of another implementation', (seed, numbers) => {
    expect(drawn(seed, 4)).toEqual(numbers);
  });

  it('differs wherever its seed differs', () => {
    const first = [0, 1, 2, '', 'a', 'b', 'ab', 'ba'].map(seed => drawn(seed, 2).join());
    expect(new Set(first).size).toBe(first.length);
  });

  it.each([1, 2, 3, 6, 10])('draws each of %i values equally often', n => {
    const random = createRandom(n);
    const counts = new Float64Array(n);
    const draws = 20_000;
    for (let i = 0; i < draws; i += 1) {
      const value = random.below(n);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    const expected = draws / n;
    for (const count of counts)
      expect(Math.abs(count - expected)).toBeLessThanOrEqual(5 * Math.sqrt(expected));
  });

  it('gives fractions from 0 to below 1 with the mean and variance of a uniform draw', () => {
    const random = createRandom('fractions');
    const values = Array.from({ length: 20_000 }, () => random.nextFraction());
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    expect(values.every(x => x >= 0 && x < 1)).toBe(true);
  });
});

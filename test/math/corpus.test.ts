import { describe, expect, it } from 'vitest';
import { equal } from '../../src/math/index.ts';
import { collections } from './corpus/collections.ts';
import { expressions } from './corpus/expressions.ts';
import { numbers } from './corpus/numbers.ts';
import { statements } from './corpus/statements.ts';

const families = [...numbers, ...expressions, ...collections, ...statements];

describe('the corpus', () => {
  it.each(families.map(family => [family.construct, family] as const))('%s', (_, { pairs }) => {
    const wrong = pairs.flatMap(({ gold, pred, equal: expected }) => {
      const decision = equal(gold, pred);
      return decision.equal === expected
        ? []
        : [`${gold} ${expected ? '=' : '≠'} ${pred}: ${decision.reason}`];
    });
    expect(wrong).toEqual([]);
  });

  it('has pairs of every kind', () => {
    const pairs = families.flatMap(family => family.pairs);
    expect(pairs.length).toBeGreaterThan(1500);
    expect(pairs.filter(pair => pair.equal).length).toBeGreaterThan(700);
    expect(pairs.filter(pair => !pair.equal).length).toBeGreaterThan(700);
  });
});

import { describe, expect, it } from 'vitest';
import type { FirstToken } from '../../../src/core/index.ts';
import { yesOverNo } from '../../../src/model/reward/yes-no.ts';

const first = (shares: Readonly<Record<string, number>>): FirstToken => ({
  token: null,
  top: Object.entries(shares).map(([token, share]) => [token, Math.log(share)] as const),
});

describe('a judge', () => {
  it('sums the spellings of a word: (0.5 + 0.1) : (0.2 + 0.1) is 2', () => {
    const shares = first({ Yes: 0.5, ' yes': 0.1, No: 0.2, '▁NO.': 0.1, Maybe: 0.05 });
    expect(yesOverNo(shares, 'log-odds')).toBeCloseTo(Math.log(2), 12);
    expect(yesOverNo(shares, 'probability')).toBeCloseTo(2 / 3, 12);
  });

  it('gives a word that is not listed no more than the least likely that is', () => {
    expect(yesOverNo(first({ Yes: 0.9, The: 0.05, Well: 0.02 }), 'log-odds')).toBeCloseTo(Math.log(45), 9);
    expect(yesOverNo(first({ No: 0.9, The: 0.05, Well: 0.02 }), 'log-odds')).toBeCloseTo(-Math.log(45), 9);
  });

  it('gives a word that is not listed no more than the others leave', () => {
    expect(yesOverNo(first({ Yes: 0.8 }), 'log-odds')).toBeCloseTo(Math.log(4), 9);
    expect(yesOverNo(first({ Yes: 1 }), 'log-odds')).toBeCloseTo(Math.log(1e9), 6);
  });

  it('has no reward where neither word is listed', () => {
    expect(yesOverNo(first({ The: 0.9, Yesterday: 0.1 }), 'log-odds')).toMatchObject({
      code: 'REWARD_UNUSABLE',
    });
  });
});

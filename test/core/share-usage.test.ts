import { describe, expect, it } from 'vitest';
import { encodeUsage, readUsage, shareUsage, type Usage } from '../../src/core/index.ts';

const usage = (more: Partial<Usage> = {}): Usage => ({
  ...{ inputTokens: 100, outputTokens: 32, reasoningTokens: null },
  ...more,
});

describe('shareUsage', () => {
  it.each([1, 2, 3, 7, 16])('gives %i answers whole tokens that add up', count => {
    const shares = shareUsage(usage({ reasoningTokens: 31, cachedInputTokens: 99 }), count);
    const sum = (of: (share: Usage) => number | null | undefined): number =>
      shares.reduce((total, share) => total + (of(share) ?? Number.NaN), 0);
    expect(shares).toHaveLength(count);
    expect(sum(({ inputTokens }) => inputTokens)).toBe(100);
    expect(sum(({ outputTokens }) => outputTokens)).toBe(32);
    expect(sum(({ reasoningTokens }) => reasoningTokens)).toBe(31);
    expect(sum(({ cachedInputTokens }) => cachedInputTokens)).toBe(99);
    for (const share of shares) {
      expect(share.reasoningTokens).toBeLessThanOrEqual(share.outputTokens ?? 0);
      expect(share.cachedInputTokens).toBeLessThanOrEqual(share.inputTokens ?? 0);
    }
  });

  it('leaves the usage of one answer alone', () => {
    expect(shareUsage(usage(), 1)).toEqual([usage()]);
  });

  it('makes nothing of what the server did not say', () => {
    const [share] = shareUsage(usage({ inputTokens: null, outputTokens: null }), 2);
    expect(share).toEqual(usage({ inputTokens: null, outputTokens: null, sharedBy: 2 }));
  });

  it('is read back from disk', () => {
    const [share] = shareUsage(usage(), 3);
    expect(readUsage(encodeUsage(share ?? usage()))).toEqual(share);
    expect(readUsage({ output_tokens: 1, shared_by: 'x' })).not.toHaveProperty('sharedBy');
  });
});

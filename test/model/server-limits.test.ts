import { describe, expect, it } from 'vitest';
import { parseReset, readServerLimits } from '../../src/model/http/server-limits.ts';

const now = Date.parse('2026-11-27T12:00:00Z');

describe('what servers say of their limits', () => {
  const durations: readonly (readonly [string, number | null])[] = [
    ['1m30s', 90_000],
    ['12ms', 12],
    ['6m0s', 360_000],
    ['1h2m3.5s', 3_723_500],
    ['7.66s', 7_660],
    ['30', 30_000],
    ['0', 0],
    ['2026-11-27T12:00:45Z', 45_000],
    ['2026-11-27T11:00:00Z', 0],
    ['2030-01-01T00:00:00Z', null],
    ['soon', null],
    ['', null],
    ['-5', null],
    [`${'1s'.repeat(50)}`, null],
  ];
  for (const [text, ms] of durations) {
    it(`reads "${text.slice(0, 24)}" as ${ms === null ? 'nothing' : `${ms} ms`}`, () => {
      expect(parseReset(text, now)).toBe(ms);
    });
  }

  it('reads the headers of OpenAI and those like it', () => {
    const headers = {
      'x-ratelimit-limit-requests': '500',
      'x-ratelimit-remaining-requests': '499',
      'x-ratelimit-reset-requests': '120ms',
      'x-ratelimit-remaining-tokens': '29000',
      'x-ratelimit-reset-tokens': '2s',
    };
    expect(readServerLimits(headers, now)).toEqual({
      ...{ remainingRequests: 499, limitRequests: 500, requestsResetMs: 120 },
      ...{ remainingTokens: 29_000, tokensResetMs: 2_000 },
    });
  });

  it("reads Anthropic's", () => {
    const headers = {
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-11-27T12:00:10Z',
    };
    const limits = { remainingRequests: 0, limitRequests: 50, requestsResetMs: 10_000 };
    expect(readServerLimits(headers, now)).toEqual(limits);
  });

  it("reads the draft of the IETF's", () => {
    const headers = { 'ratelimit-limit': '100', 'ratelimit-remaining': '7', 'ratelimit-reset': '50' };
    const limits = { remainingRequests: 7, limitRequests: 100, requestsResetMs: 50_000 };
    expect(readServerLimits(headers, now)).toEqual(limits);
  });

  it('takes nothing from what is no number', () => {
    expect(readServerLimits({ 'x-ratelimit-remaining-requests': 'many', server: 'x' }, now)).toBeNull();
  });
});

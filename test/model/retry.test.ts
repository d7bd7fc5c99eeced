import { describe, expect, it } from 'vitest';
import { EurusError } from '../../src/core/index.ts';
import { delayMs, parseRetryAfter, type Tried, withRetries } from '../../src/model/http/retry.ts';
import { errorOf } from './support.ts';

const failed = (transient: boolean): Tried<string> => ({
  ok: false,
  failure: {
    transient,
    outcome: transient ? 'overloaded' : 'refused',
    retryAfterMs: null,
    status: 503,
    error: new EurusError('ENDPOINT_FAILED', 'down', { hint: 'up' }),
  },
});

describe('withRetries', () => {
  it('counts the retries of what worked in the end', async () => {
    const tries: Tried<string>[] = [failed(true), failed(true), { ok: true, value: 'a' }];
    const policy = { maxRetries: 5, firstDelayMs: 1 };
    expect(await withRetries(async () => tries.shift() ?? failed(false), policy)).toEqual({
      value: 'a',
      retries: 2,
    });
  });

  it.each([0, 1, 3])('tries once more than maxRetries %i', async maxRetries => {
    let tries = 0;
    const attempt = async () => {
      tries++;
      return failed(true);
    };
    const error = await errorOf(() => withRetries(attempt, { maxRetries, firstDelayMs: 1 }));
    expect(tries).toBe(maxRetries + 1);
    expect(error).toMatchObject({ code: 'ENDPOINT_FAILED', hint: 'up' });
    expect(error.message).toBe(maxRetries === 0 ? 'down' : `down (tried ${tries} times)`);
  });

  it('lets through what is thrown', async () => {
    const attempt = () => Promise.reject(new TypeError('a mistake of ours'));
    await expect(withRetries(attempt, { maxRetries: 3, firstDelayMs: 1 })).rejects.toThrow(TypeError);
  });
});

describe('delayMs', () => {
  it.each([
    [0, null, 0, 250],
    [0, null, 1, 500],
    [3, null, 1, 4000],
    [20, null, 1, 30_000],
    [20, null, 0, 15_000],
    [0, 2000, 0, 2000],
    [5, 2000, 1, 2500],
    [0, 9e9, 0, 120_000],
  ])('after %i retries, asked for %s, chance %d: %i', (retries, retryAfterMs, chance, expected) => {
    expect(delayMs(retries, retryAfterMs, 500, () => chance)).toBe(expected);
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    [{}, null],
    [{ 'retry-after': '' }, null],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': ' 1.5 ' }, 1500],
    [{ 'retry-after': '-1' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': ['3', '4'] }, 3000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' }, 7000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:59:00 GMT' }, 0],
    [{ 'retry-after-ms': '20', 'retry-after': '1' }, 20],
  ])('reads %j as %s', (headers, expected) => {
    expect(parseRetryAfter(headers, now)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { EurusError, type Fate } from '../../src/core/index.ts';
import { createHistory } from '../../src/model/http/history.ts';
import type { Failure } from '../../src/model/http/tried.ts';

const failure = (given: Partial<Failure> = {}): Failure => ({
  transient: true,
  outcome: 'broken',
  retryAfterMs: null,
  status: null,
  error: new EurusError('ENDPOINT_FAILED', given.outcome ?? 'broken'),
  ...given,
});

const policy = { maxRetries: 12, firstDelayMs: 100, patienceMs: 600_000 };

/** After how many such failures it is over, and why. */
const overAfter = (next: (at: number) => Failure, fate?: (at: number) => Fate) => {
  const history = createHistory(policy, {});
  for (let at = 0; at < 1_000; at++) {
    const fateOf = fate?.(at);
    history.add(next(at), fateOf === undefined ? undefined : () => fateOf);
    const why = history.over();
    if (why !== null) return [at + 1, why];
  }
  return null;
};

describe('a request is given up', () => {
  it('after its retries', () => {
    expect(overAfter(() => failure())).toEqual([13, '']);
  });

  it('after five tries that used their whole time up', () => {
    expect(overAfter(() => failure({ usedUp: true }))).toEqual([5, '']);
  });

  it('never for outages that it can have no part in', () => {
    expect(
      overAfter(
        () => failure({ outcome: 'unreachable' }),
        () => ({ counts: false, outage: null }),
      ),
    ).toBeNull();
  });

  it('after five outages that it was under way in, however many tries one of them took', () => {
    const fate = (at: number): Fate => ({ counts: false, outage: Math.floor(at / 3) });
    expect(overAfter(() => failure({ outcome: 'lost' }), fate)).toEqual([
      13,
      '; the server went away during 5 of them',
    ]);
  });

  it('when the server has put it off for longer than there is patience', () => {
    const [tries, why] = overAfter(() => failure({ outcome: 'throttled', retryAfterMs: 60_000 })) ?? [];
    expect(tries).toBe(10);
    expect(why).toMatch(/^, throttled for 60\d s$/);
  });
});

describe('waiting', () => {
  it('is none for a dropped connection, once', () => {
    const history = createHistory(policy, {});
    expect(history.add(failure({ outcome: 'lost', dropped: true }), undefined)).toBe(0);
    expect(history.caller()).toMatchObject({ failures: 0 });
    expect(history.add(failure({ outcome: 'lost', dropped: true }), undefined)).toBeGreaterThanOrEqual(50);
    expect(history.caller()).toMatchObject({ failures: 1 });
  });

  it('does not grow by what costs no retry', () => {
    const history = createHistory(policy, {});
    for (let at = 0; at < 30; at++) {
      history.add(failure({ outcome: 'throttled', retryAfterMs: 0 }), undefined);
      expect(history.add(failure({ outcome: 'unreachable' }), () => ({ counts: false, outage: null }))).toBe(
        0,
      );
    }
    expect(history.add(failure(), undefined)).toBeLessThanOrEqual(100);
  });

  it('grows for a server that goes on saying "at once"', () => {
    const history = createHistory(policy, {});
    const waits = Array.from({ length: 8 }, () =>
      history.add(failure({ outcome: 'throttled', retryAfterMs: 0 }), undefined),
    );
    expect(waits[0]).toBeLessThanOrEqual(100);
    expect(waits[7]).toBeGreaterThanOrEqual(6_400);
  });
});

it('the last failure of its own is blamed, not one of an outage', () => {
  const history = createHistory(policy, {});
  history.add(failure({ outcome: 'lost' }), () => ({ counts: false, outage: 1 }));
  history.add(failure({ outcome: 'unreachable' }), () => ({ counts: false, outage: null }));
  expect(history.blamed()?.message).toBe('lost');
});

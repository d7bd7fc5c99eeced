import { describe, expect, it } from 'vitest';
import type { TryReport } from '../../../src/core/index.ts';
import { createMinuteLimit } from '../../../src/run/rate/minute-limit.ts';
import type { Brake } from '../../../src/run/rate/parts.ts';
import { createServerPace } from '../../../src/run/rate/server-pace.ts';
import { createServerPause } from '../../../src/run/rate/server-pause.ts';
import { createRandom } from './model-servers.ts';

const report = (said: Partial<TryReport>): TryReport => ({
  ...{ outcome: 'answered', latencyMs: 1, retryAfterMs: null, limits: null, tokens: null, message: null },
  ...said,
});

/** Sends as soon as the brake lets it, each try ending `latencyMs` later; gives the times and the tokens of all. */
const sendThrough = (
  brake: Brake,
  { untilMs, latencyMs, end }: { untilMs: number; latencyMs: number; end: () => Partial<TryReport> },
): { at: number; tokens: number }[] => {
  const sent: { at: number; tokens: number }[] = [];
  const ends: { at: number; act: () => void }[] = [];
  let now = 0;
  while (now < untilMs) {
    const waitMs = brake.waitMs(now, 1);
    if (waitMs === 0 && ends.length < 100) {
      const ended = brake.sent(now, 1);
      const said = report(end());
      sent.push({ at: now, tokens: said.tokens ?? 0 });
      ends.push({ at: now + latencyMs, act: () => ended(said, now) });
      continue;
    }
    const next = ends[0]?.at ?? Number.POSITIVE_INFINITY;
    now = Math.min(next, now + Math.max(1, waitMs));
    while (ends[0] !== undefined && ends[0].at <= now) ends.shift()?.act();
  }
  return sent;
};

/** The most within any period that begins with one of them. */
const mostWithin = (
  sent: readonly { at: number; tokens: number }[],
  periodMs: number,
  of: (one: { tokens: number }) => number,
): number =>
  Math.max(
    ...sent.map(({ at }) =>
      sent.filter(one => one.at >= at && one.at < at + periodMs).reduce((sum, one) => sum + of(one), 0),
    ),
  );

describe('limits of requests and tokens a minute', () => {
  for (const limit of [1, 7, 60, 500]) {
    it(`sends no more than ${limit} in any minute, and hardly fewer`, () => {
      const brake = createMinuteLimit({ requestsPerMinute: limit, tokensPerMinute: null });
      const sent = sendThrough(brake, { untilMs: 300_000, latencyMs: 2_000, end: () => ({}) });
      expect(mostWithin(sent, 60_000, () => 1)).toBeLessThanOrEqual(limit);
      expect(sent.length).toBeGreaterThan(limit * 4.5);
    });
  }

  it('counts tries that are turned away', () => {
    const brake = createMinuteLimit({ requestsPerMinute: 20, tokensPerMinute: null });
    const sent = sendThrough(brake, {
      untilMs: 180_000,
      latencyMs: 5,
      end: () => ({ outcome: 'throttled' }),
    });
    expect(mostWithin(sent, 60_000, () => 1)).toBeLessThanOrEqual(20);
  });

  it('keeps below a limit of tokens without knowing beforehand what a try will take', () => {
    const random = createRandom(7);
    const brake = createMinuteLimit({ requestsPerMinute: null, tokensPerMinute: 50_000 });
    const end = () => ({ tokens: Math.round(200 + 800 * random() ** 3) });
    const sent = sendThrough(brake, { untilMs: 300_000, latencyMs: 3_000, end });
    expect(mostWithin(sent, 60_000, ({ tokens }) => tokens)).toBeLessThanOrEqual(50_000);
    expect(sent.reduce((sum, { tokens }) => sum + tokens, 0)).toBeGreaterThan(100_000);
  });

  it('sends one try alone until it knows what one takes', () => {
    const brake = createMinuteLimit({ requestsPerMinute: null, tokensPerMinute: 1_000 });
    const ended = brake.sent(0, 1);
    expect(brake.waitMs(10, 1)).toBe(Number.POSITIVE_INFINITY);
    ended(report({ tokens: 100 }), 500);
    expect(brake.waitMs(500, 1)).toBe(0);
  });

  it('lets one through that alone is more than the limit, when nothing else was sent', () => {
    const brake = createMinuteLimit({ requestsPerMinute: null, tokensPerMinute: 100 });
    brake.sent(0, 1)(report({ tokens: 500 }), 50);
    expect(brake.waitMs(100, 1)).toBeGreaterThan(60_000);
    expect(brake.waitMs(61_000, 1)).toBe(0);
  });
});

describe('a pause that the server asks for', () => {
  it('holds everything until it is over, and is a little longer than asked', () => {
    const brake = createServerPause(() => 0.5);
    const ended = brake.sent(0, 1);
    brake.sent(0, 1);
    ended(report({ outcome: 'throttled', retryAfterMs: 10_000 }), 100);
    expect([brake.waitMs(100, 1), brake.waitMs(10_600, 1)]).toEqual([10_500, 0]);
    expect(brake.state(100)).toBe('the server asks to wait 11 s');
    expect(brake.state(10_600)).toBeNull();
  });

  it('is never longer than two minutes, and never shortened by a later one', () => {
    const brake = createServerPause(() => 0);
    brake.sent(0, 1)(report({ outcome: 'overloaded', retryAfterMs: 3_600_000 }), 0);
    brake.sent(0, 1)(report({ outcome: 'throttled', retryAfterMs: 1_000 }), 0);
    expect(brake.waitMs(0, 1)).toBe(120_000);
  });
});

describe('limits that the server tells', () => {
  const told = (remaining: number, resetMs: number, limit?: number): Partial<TryReport> => ({
    limits: {
      remainingRequests: remaining,
      requestsResetMs: resetMs,
      ...(limit === undefined ? {} : { limitRequests: limit }),
    },
  });

  it('are no hindrance while much is left', () => {
    const brake = createServerPace();
    brake.sent(0, 1)(report(told(400, 60_000, 500)), 100);
    expect(brake.waitMs(100, 1)).toBe(0);
  });

  it('spread what little is left over the time until there is more', () => {
    const brake = createServerPace();
    brake.sent(0, 1)(report(told(3, 40_000)), 0);
    expect([brake.waitMs(0, 1), brake.waitMs(4_000, 1), brake.waitMs(10_000, 1)]).toEqual([10_000, 6_000, 0]);
  });

  it('stop everything when nothing is left, until there is more', () => {
    const brake = createServerPace();
    brake.sent(0, 1)(report(told(0, 30_000)), 1_000);
    expect([brake.waitMs(1_000, 1), brake.waitMs(31_000, 1)]).toEqual([30_000, 0]);
    expect(brake.state(1_000)).toBe("little is left of the server's limit; next in 30 s");
  });

  it('know that what was sent meanwhile has to come off', () => {
    const brake = createServerPace();
    const first = brake.sent(0, 1);
    for (let i = 0; i < 5; i += 1) brake.sent(0, 1);
    first(report(told(5, 20_000)), 0);
    expect(brake.waitMs(0, 1)).toBe(20_000);
  });
});

import { describe, expect, it } from 'vitest';
import { createAuto } from '../../../src/run/rate/auto.ts';
import { answering, batching, failing, heavyTailed, queueing, type ServerModel } from './model-servers.ts';
import { shareOfBest, simulate } from './simulate.ts';

const beyond = (knee: number, power: number) => (underWay: number) =>
  50 * Math.max(1, underWay / knee) ** power;
const dips = (whole: number, less: number) => (now: number) => (now > 15_000 && now < 30_000 ? less : whole);

/** Least share of the best fixed window's goodput, the start included, and the virtual seconds it is given. */
const cases: readonly (readonly [string, ServerModel, number, number])[] = [
  ['unlimited, 1 ms', answering(() => 1), 2, 0.75],
  ['unlimited, 50 ms', answering(() => 50), 10, 0.9],
  ['unlimited, 2 s', answering(() => 2000), 120, 0.85],
  ['unlimited, few answers take very long', answering((_n, random) => heavyTailed(500, random)), 60, 0.85],
  [
    '429 above 40',
    answering(
      () => 50,
      () => 40,
    ),
    20,
    0.9,
  ],
  [
    '429 above 3',
    answering(
      () => 50,
      () => 3,
    ),
    20,
    0.9,
  ],
  [
    '429 above 1',
    answering(
      () => 50,
      () => 1,
    ),
    20,
    0.9,
  ],
  [
    '429 above 200, 2 s',
    answering(
      () => 2000,
      () => 200,
    ),
    120,
    0.85,
  ],
  ['429 above 40, above 20 for a while', answering(() => 50, dips(40, 20)), 60, 0.9],
  [
    '429 above 40, long tail',
    answering(
      (_n, random) => heavyTailed(200, random),
      () => 40,
    ),
    60,
    0.85,
  ],
  ['latency in proportion beyond 64', answering(beyond(64, 1)), 20, 0.9],
  ['latency grows faster beyond 64', answering(beyond(64, 1.5)), 20, 0.85],
  ['latency squared beyond 64', answering(beyond(64, 2)), 20, 0.85],
  ['latency squared beyond 10', answering(beyond(10, 2)), 20, 0.9],
  [
    '30 places and a line',
    queueing(
      () => 30,
      () => 50,
    ),
    20,
    0.9,
  ],
  ['64 places, 16 for a while', queueing(dips(64, 16), () => 50), 60, 0.9],
  [
    '48 places, long tail',
    queueing(
      () => 48,
      random => heavyTailed(50, random),
    ),
    30,
    0.9,
  ],
  [
    'batches of 256',
    batching(
      n => 10 + 0.05 * n,
      256,
      random => heavyTailed(100, random),
    ),
    60,
    0.8,
  ],
  [
    'batches of 64',
    batching(
      n => 10 + 0.2 * n,
      64,
      random => heavyTailed(100, random),
    ),
    60,
    0.85,
  ],
  [
    'one at a time',
    batching(
      () => 10,
      1,
      random => heavyTailed(50, random),
    ),
    60,
    0.9,
  ],
  [
    'batches, answers become 15 times as long',
    batching(
      n => 10 + 0.05 * n,
      256,
      (random, now) => heavyTailed(now > 60_000 ? 1500 : 100, random),
    ),
    200,
    0.8,
  ],
  [
    '30 % of tries break by chance',
    failing(
      0.3,
      'broken',
      answering(() => 50),
    ),
    20,
    0.75,
  ],
  [
    '30 % of tries get a 429 by chance',
    failing(
      0.3,
      'throttled',
      answering(() => 50),
    ),
    20,
    0.75,
  ],
  ['5 % break, latency squared beyond 64', failing(0.05, 'broken', answering(beyond(64, 2))), 20, 0.8],
];

describe('the window that is found by measuring', () => {
  for (const [name, model, seconds, least] of cases) {
    it(`reaches ${Math.round(100 * least)} % of the best fixed window: ${name}`, () => {
      expect(shareOfBest(model, { untilMs: seconds * 1000, seed: 2 }).share).toBeGreaterThan(least);
    });
  }

  it('stays below a wall once it has found it', () => {
    const found = simulate(
      createAuto({ maxWindow: 1024 }),
      answering(
        () => 50,
        () => 40,
      ),
      { untilMs: 60_000 },
    );
    expect(found.window).toBeGreaterThan(36);
    expect(found.window).toBeLessThanOrEqual(40);
    // Forty places for a minute give 48,000 answers.
    expect(found.throttled / found.answers).toBeLessThan(0.01);
  });

  it('goes down to one, and never below, where every try is pushed back', () => {
    const control = createAuto({ maxWindow: 1024 });
    simulate(
      control,
      answering(
        () => 50,
        () => 0,
      ),
      { untilMs: 5_000 },
    );
    expect(control.window()).toBe(1);
  });

  it('never goes above the most it may', () => {
    expect(
      simulate(
        createAuto({ maxWindow: 20 }),
        answering(() => 50),
        { untilMs: 5_000 },
      ).window,
    ).toBe(20);
  });

  it('does not take a supply that runs dry for a slow server', () => {
    const control = createAuto({ maxWindow: 1024, firstWindow: 64 });
    // One try at a time, whatever the window allows.
    for (let now = 0; now < 60_000; now += 50) {
      const report = {
        outcome: 'answered',
        latencyMs: 50,
        retryAfterMs: null,
        limits: null,
        tokens: null,
        message: null,
      } as const;
      control.sent(now, 1)(report, now + 50);
    }
    expect(control.window()).toBe(64);
  });
});

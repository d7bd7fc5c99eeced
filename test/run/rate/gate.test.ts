import { describe, expect, it } from 'vitest';
import type { TryReport } from '../../../src/core/index.ts';
import { createGate } from '../../../src/run/rate/gate.ts';
import type { Brake } from '../../../src/run/rate/parts.ts';
import { createVirtualClock } from './virtual-clock.ts';

const answered: TryReport = {
  outcome: 'answered',
  latencyMs: 1,
  retryAfterMs: null,
  limits: null,
  tokens: null,
  message: null,
};

/** Lets all that waits on promises go on. */
const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

const brakeOf = (waitMs: (now: number) => number): Brake => ({
  waitMs,
  sent: () => () => undefined,
  state: now => (waitMs(now) > 0 ? 'held' : null),
});

describe('the gate', () => {
  it('lets as many through as the window has room for, in the order in which they asked', async () => {
    const gate = createGate({ window: 2, clock: createVirtualClock() });
    const order: number[] = [];
    const passes = [0, 1, 2, 3].map(async name => {
      const pass = await gate.enter(undefined);
      order.push(name);
      return pass;
    });
    await settled();
    expect([order, gate.inFlight()]).toEqual([[0, 1], 2]);
    (await passes[1])?.leave(answered);
    await settled();
    expect(order).toEqual([0, 1, 2]);
  });

  it('counts a try for several answers by its weight, and lets one too heavy through alone', async () => {
    const gate = createGate({ window: 4, clock: createVirtualClock() });
    const first = await gate.enter(undefined, 3);
    let [second, third] = [false, false];
    const heavy = gate.enter(undefined, 9).then(pass => {
      second = true;
      return pass;
    });
    void gate.enter(undefined, 1).then(() => {
      third = true;
    });
    await settled();
    expect([second, third, gate.inFlight()]).toEqual([false, false, 3]);
    first.leave(answered);
    await settled();
    expect([second, third, gate.inFlight()]).toEqual([true, false, 9]);
    (await heavy).leave(answered);
    await settled();
    expect([third, gate.inFlight()]).toEqual([true, 1]);
  });

  it('waits for the slowest of its brakes, and says which', async () => {
    const clock = createVirtualClock();
    const brakes = [500, 2_000].map(until => brakeOf(now => Math.max(0, until - now)));
    const gate = createGate({ window: 8, clock, brakes });
    let through = false;
    void gate.enter(undefined).then(() => {
      through = true;
    });
    await settled();
    expect(gate.state()).toBe('held');
    while (clock.step()) await settled();
    expect([through, clock.now(), gate.state()]).toEqual([true, 2_000, null]);
  });

  it('looks again at a brake without an end only when woken', async () => {
    const clock = createVirtualClock();
    let held = true;
    const brake = brakeOf(() => (held ? Number.POSITIVE_INFINITY : 0));
    const gate = createGate({ window: 8, clock, brakes: [brake] });
    let through = false;
    void gate.enter(undefined).then(() => {
      through = true;
    });
    expect(clock.step()).toBe(false);
    held = false;
    gate.wake();
    await settled();
    expect(through).toBe(true);
  });

  it('rejects with the reason of a signal, and lets those behind go on', async () => {
    const gate = createGate({ window: 1, clock: createVirtualClock() });
    const first = await gate.enter(undefined);
    const stop = new AbortController();
    const stopped = gate.enter(stop.signal);
    const behind = gate.enter(undefined);
    stop.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    await expect(gate.enter(stop.signal)).rejects.toThrow('enough');
    first.leave(answered);
    (await behind).leave(answered);
    expect(gate.inFlight()).toBe(0);
  });
});

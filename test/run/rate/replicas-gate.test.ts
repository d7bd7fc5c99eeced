import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Caller, Pass, ReplicaStanding, TryOutcome, TryReport } from '../../../src/core/index.ts';
import { createGate, type RateGate } from '../../../src/run/rate/gate.ts';
import { createOutage } from '../../../src/run/rate/outage.ts';
import type { Brake } from '../../../src/run/rate/parts.ts';
import { createMember, type Member } from '../../../src/run/rate/replica.ts';
import { createReplicasGate } from '../../../src/run/rate/replicas-gate.ts';
import { createServerPause } from '../../../src/run/rate/server-pause.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type Server = { readonly window?: number; readonly weight?: number; readonly standing?: ReplicaStanding };

const there: ReplicaStanding = { is: 'there' };

/** Servers by their windows; each has the one brake that listens to `Retry-After`. */
const gateOver = (servers: readonly Server[], most = Number.POSITIVE_INFINITY) => {
  const members: Member[] = [];
  let gate: RateGate | null = null;
  for (const [place, { window = 4, weight = 1, standing = there }] of servers.entries()) {
    const brakes: readonly Brake[] = [createServerPause(() => 0)];
    members.push(
      createMember({
        ...{ place, gate: createGate({ window, brakes }), isShare: true },
        replica: { url: `http://s${place}.test/v1`, weight, standing: () => standing },
        outage: createOutage({
          ...{ answeredBefore: true, patienceMs: 60_000, firstProbeMs: 100, maxProbeMs: 1_000 },
          onProbeDue: () => gate?.wake(),
          onAway: () => {},
          onBack: () => gate?.wake(),
          onGiveUp: () => {},
        }),
        othersThere: () => members.some(member => member.place !== place && member.isThere()),
      }),
    );
  }
  gate = createReplicasGate({ members, most, state: () => null, onEnded: () => {} });
  return { gate, members };
};

const report = (outcome: TryOutcome, retryAfterMs: number | null = null): TryReport => ({
  ...{ outcome, latencyMs: 1, retryAfterMs, limits: null, tokens: null, message: outcome },
});

const caller = (failures = 0, identity: object = {}): Caller => ({ identity, failures, outages: 0 });

/** A request, and its pass once it has one. */
const ask = (gate: RateGate, weight = 1, by: Caller = caller()) => {
  const asked: { pass: Pass | null; error: unknown } = { pass: null, error: null };
  gate.enter(undefined, weight, by).then(
    pass => {
      asked.pass = pass;
    },
    error => {
      asked.error = error;
    },
  );
  return asked;
};
type Asked = ReturnType<typeof ask>;

const settled = () => vi.advanceTimersByTimeAsync(0);
const placeOf = ({ pass }: Asked): number | null => pass?.replica ?? null;
const end = async ({ pass }: Asked, outcome: TryOutcome = 'answered', retryAfterMs: number | null = null) => {
  const fate = pass?.leave(report(outcome, retryAfterMs));
  await settled();
  return fate?.();
};

/** Asks and has it answered, one after the other. */
const inTurn = async (gate: RateGate, count: number): Promise<readonly (number | null)[]> => {
  const places: (number | null)[] = [];
  for (let at = 0; at < count; at += 1) {
    const asked = ask(gate);
    await settled();
    places.push(placeOf(asked));
    await end(asked);
  }
  return places;
};

/** Fails all that a server has, with as many requests. */
const bringDown = async (gate: RateGate, place: number): Promise<void> => {
  for (;;) {
    const asked = ask(gate);
    await settled();
    const at = placeOf(asked);
    await end(asked, at === place ? 'unreachable' : 'answered');
    if (at === place) return;
  }
};

describe('the gate of several servers', () => {
  it('sends by weight what comes one by one', async () => {
    const { gate } = gateOver([{ weight: 2 }, { weight: 1 }, {}]);
    const places = await inTurn(gate, 40);
    expect([0, 1, 2].map(place => places.filter(one => one === place).length)).toEqual([20, 10, 10]);
  });

  it('fills windows that are shares by weight alike, then lets nobody in', async () => {
    const { gate } = gateOver([
      { window: 6, weight: 3 },
      { window: 2, weight: 1 },
    ]);
    const asked = Array.from({ length: 10 }, () => ask(gate));
    await settled();
    const places = asked.map(placeOf);
    expect(places.slice(0, 4).filter(place => place === 0)).toHaveLength(3);
    expect(places.filter(place => place === 0)).toHaveLength(6);
    expect(places.slice(8)).toEqual([null, null]);
    expect([gate.window(), gate.widest(), gate.inFlight()]).toEqual([8, 6, 8]);
    // Whoever has room first takes the next.
    await end(asked[places.indexOf(1)] as Asked);
    expect(placeOf(asked[8] as Asked)).toBe(1);
  });

  it('never lets more in than all of them may have', async () => {
    const { gate } = gateOver([{}, {}], 3);
    const asked = Array.from({ length: 5 }, () => ask(gate));
    await settled();
    expect(asked.map(placeOf).filter(place => place !== null)).toHaveLength(3);
    expect(gate.window()).toBe(3);
    await end(asked[0] as Asked);
    expect(placeOf(asked[3] as Asked)).not.toBeNull();
  });

  it('sends a request that failed to another server, at once, and waits for that one if need be', async () => {
    const { gate } = gateOver([{ window: 1 }, { window: 1 }]);
    const [first, second] = [ask(gate), ask(gate)];
    await settled();
    const identity = {};
    await end(first);
    const failing = ask(gate, 1, caller(0, identity));
    await settled();
    const [at, busy] = [placeOf(failing), placeOf(second)];
    const fate = await end(failing, 'broken');
    expect(fate).toEqual({ counts: true, outage: null, elsewhere: true });
    const again = ask(gate, 1, caller(1, identity));
    await settled();
    expect(placeOf(again)).toBeNull();
    // Others pass it by.
    const other = ask(gate);
    await settled();
    expect(placeOf(other)).toBe(at);
    await end(second);
    expect(placeOf(again)).toBe(busy);
    // Now both have failed it: it waits as it would with one server.
    expect(await end(again, 'broken')).toEqual({ counts: true, outage: null });
    await end(other);
    const third = ask(gate, 1, caller(2, identity));
    await settled();
    expect(placeOf(third)).toBe(at);
  });

  it('lets a heavy request find room before those that came after it', async () => {
    const { gate } = gateOver([{ window: 4 }, { window: 4 }]);
    const light = Array.from({ length: 8 }, () => ask(gate));
    await settled();
    const heavy = ask(gate, 4);
    const after = ask(gate);
    for (const asked of light.filter(one => placeOf(one) === 0).slice(0, 3)) await end(asked);
    expect([placeOf(heavy), placeOf(after)]).toEqual([null, null]);
    await end(light.findLast(one => placeOf(one) === 0) as Asked);
    expect([placeOf(heavy), placeOf(after)]).toEqual([0, null]);
  });

  it('holds what one server asked to wait for at that server alone', async () => {
    const { gate } = gateOver([{}, {}]);
    const asked = ask(gate);
    await settled();
    const at = placeOf(asked);
    await end(asked, 'throttled', 5_000);
    expect(new Set(await inTurn(gate, 6))).toEqual(new Set([1 - (at ?? 0)]));
    await vi.advanceTimersByTimeAsync(5_001);
    expect(await inTurn(gate, 4)).toContain(at);
  });

  it('waits for time alone where all ask for it', async () => {
    const { gate } = gateOver([{}, {}]);
    const both = [ask(gate), ask(gate)];
    await settled();
    for (const asked of both) await end(asked, 'throttled', 5_000);
    expect(gate.state()).toBe('the server asks to wait 5 s');
    const next = ask(gate);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(placeOf(next)).toBeNull();
    await vi.advanceTimersByTimeAsync(1_100);
    expect(placeOf(next)).not.toBeNull();
  });

  it('sends one new request at a time to a server that is away, when it is due', async () => {
    const { gate } = gateOver([{}, {}]);
    await bringDown(gate, 0);
    expect(new Set(await inTurn(gate, 5))).toEqual(new Set([1]));
    // Its places are gone but for the one that finds out.
    expect(gate.window()).toBe(5);
    await vi.advanceTimersByTimeAsync(100);
    const identity = {};
    const failed = ask(gate, 1, caller(0, identity));
    await settled();
    expect(placeOf(failed)).toBe(0);
    // However long it takes: it may hang, and the others need not.
    await vi.advanceTimersByTimeAsync(350);
    const others = [ask(gate), ask(gate)];
    await settled();
    expect(others.map(placeOf)).toEqual([1, 1]);
    expect(await end(failed, 'unreachable')).toEqual({ counts: false, outage: null, elsewhere: true });
    // What was lost once is not risked again.
    await vi.advanceTimersByTimeAsync(200);
    const retried = ask(gate, 1, caller(0, identity));
    await settled();
    expect(placeOf(retried)).toBe(1);
    const probe = ask(gate);
    await settled();
    expect(placeOf(probe)).toBe(0);
    await end(probe);
    expect(gate.window()).toBe(8);
    for (const asked of [...others, retried]) await end(asked);
    expect(await inTurn(gate, 2)).toContain(0);
  });

  it('leaves out a server of which nothing is of use, as long as there is another', async () => {
    const { gate, members } = gateOver([{}, {}]);
    let broken = 0;
    for (let at = 0; at < 40 && members[0]?.isThere(); at += 1) {
      const asked = ask(gate);
      await settled();
      const bad = placeOf(asked) === 0;
      broken += bad ? 1 : 0;
      await end(asked, bad ? 'broken' : 'answered');
    }
    expect(broken).toBe(8);
    const alone = gateOver([{}]);
    for (let at = 0; at < 40; at += 1) {
      const asked = ask(alone.gate);
      await settled();
      expect(await end(asked, 'broken')).toEqual({ counts: true, outage: null });
    }
    expect(alone.members[0]?.isThere()).toBe(true);
  });

  it('never asks one that is none of them', async () => {
    const { gate } = gateOver([{ standing: { is: 'excluded', why: 'another model' } }, {}]);
    expect(new Set(await inTurn(gate, 6))).toEqual(new Set([1]));
    expect(gate.replicas?.[0]).toMatchObject({ away: 'left out', answered: 0 });
    expect(gate.replicas?.[1]).toMatchObject({ away: null, answered: 6, inFlight: 0, window: 4 });
  });

  it('rejects with the reason of a signal, and lets those behind go on', async () => {
    const { gate } = gateOver([{ window: 1 }]);
    const holding = ask(gate);
    await settled();
    const stop = new AbortController();
    const waiting = gate.enter(stop.signal);
    const behind = ask(gate);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await end(holding);
    expect(placeOf(behind)).toBe(0);
    await expect(gate.enter(stop.signal)).rejects.toThrow('enough');
  });
});

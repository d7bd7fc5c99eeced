import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TryOutcome, TryReport } from '../../../src/core/index.ts';
import { type Away, createOutage } from '../../../src/run/rate/outage.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const report = (outcome: TryOutcome, brief = outcome as string): TryReport => ({
  ...{
    outcome,
    latencyMs: 1,
    retryAfterMs: null,
    limits: null,
    tokens: null,
    message: `it is ${brief}`,
    brief,
  },
});

const watch = (answeredBefore = true, patienceMs = 60_000) => {
  const heard: (readonly [string, Away])[] = [];
  const outage = createOutage({
    ...{ answeredBefore, patienceMs, firstProbeMs: 100, maxProbeMs: 1_000 },
    onAway: away => heard.push(['away', away]),
    onBack: away => heard.push(['back', away]),
    onGiveUp: away => heard.push(['gave up', away]),
  });
  return { outage, words: () => heard.map(([word]) => word), heard };
};

type Watched = ReturnType<typeof watch>['outage'];
const end = (outage: Watched, outcome: TryOutcome, probed = 0, request: object = {}) =>
  outage.ended(report(outcome), request, probed);

/** The next probe, which is due. */
const nextProbe = async (outage: Watched): Promise<number> => {
  const passing = outage.pass(undefined);
  await vi.advanceTimersToNextTimerAsync();
  return passing;
};

describe('an outage begins', () => {
  const times = (count: number, outcome: TryOutcome): TryOutcome[] =>
    Array.from({ length: count }, () => outcome);

  it.each<readonly [string, TryOutcome[], boolean]>([
    ['when nobody listens', ['unreachable'], true],
    ['when six requests lose their connection', times(6, 'lost'), true],
    ['when six find the server overloaded', times(6, 'overloaded'), true],
    ['not when five do', times(5, 'lost'), false],
    ['not when an answer comes between', [...times(5, 'lost'), 'answered', ...times(5, 'lost')], false],
    ['not when a refusal comes between', [...times(5, 'lost'), 'refused', ...times(5, 'lost')], false],
    ['not when answers are of no use', times(99, 'broken'), false],
    ['not when there are too many requests', times(99, 'throttled'), false],
  ])('%s', (_title, outcomes, opens) => {
    const { outage } = watch();
    for (const outcome of outcomes) end(outage, outcome);
    expect(outage.open()).toBe(opens);
    outage.close();
  });

  it('not when one and the same request loses its connection again and again', () => {
    const { outage } = watch();
    const request = {};
    for (let tries = 0; tries < 20; tries++) end(outage, 'lost', 0, request);
    expect(outage.open()).toBe(false);
  });

  it('not before the server has answered, and then it does', () => {
    const { outage } = watch(false);
    const before = end(outage, 'unreachable');
    expect(outage.open()).toBe(false);
    expect(before()).toEqual({ counts: true, outage: null });
    end(outage, 'answered');
    end(outage, 'unreachable');
    expect(outage.open()).toBe(true);
    outage.close();
  });
});

describe('in an outage', () => {
  it('what was under way is not charged, however early it failed', () => {
    const { outage } = watch();
    const lost = end(outage, 'lost');
    expect(lost()).toEqual({ counts: true, outage: null });
    const refused = end(outage, 'unreachable');
    expect([lost(), refused()]).toEqual([
      { counts: false, outage: 1 },
      { counts: false, outage: null },
    ]);
    expect(end(outage, 'lost')()).toEqual({ counts: false, outage: 1 });
    expect(end(outage, 'broken')()).toEqual({ counts: false, outage: null });
    outage.close();
  });

  it('one probe at a time goes, with growing waits, and an answer lets all go', async () => {
    const { outage, words, heard } = watch();
    end(outage, 'unreachable');
    const passed: number[] = [];
    for (let at = 0; at < 5; at++) void outage.pass(undefined).then(probed => passed.push(probed));
    await vi.advanceTimersByTimeAsync(99);
    expect(passed).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(passed).toEqual([1]);
    expect(end(outage, 'unreachable', 1)()).toEqual({ counts: false, outage: null });
    expect(words()).toEqual(['away']);
    expect(heard[0]?.[1]).toMatchObject({ cause: 'unreachable', resumesAtMs: Date.now() + 200 });
    await vi.advanceTimersByTimeAsync(199);
    expect(passed).toEqual([1]);
    await vi.advanceTimersByTimeAsync(1);
    expect(passed).toEqual([1, 1]);
    end(outage, 'answered', 1);
    await vi.advanceTimersByTimeAsync(0);
    expect(passed).toEqual([1, 1, 0, 0, 0]);
    expect(words()).toEqual(['away', 'back']);
    expect(outage.open()).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a probe that takes its time lets more go, twice as many after each wait', async () => {
    const { outage } = watch();
    end(outage, 'unreachable');
    let passed = 0;
    for (let at = 0; at < 20; at++) {
      void outage.pass(undefined).then(() => {
        passed += 1;
      });
    }
    const counts: number[] = [];
    for (let wait = 0; wait < 5; wait++) {
      await vi.advanceTimersByTimeAsync(100);
      counts.push(passed);
    }
    expect(counts).toEqual([1, 2, 4, 8, 16]);
    outage.close();
  });

  it('a server that starts may say 503; other failures are the own ones of the probe', async () => {
    const { outage } = watch();
    end(outage, 'unreachable');
    for (const [outcome, counts] of [
      ['overloaded', false],
      ['broken', true],
      ['lost', true],
      ['stopped', true],
    ] as const) {
      const probed = await nextProbe(outage);
      expect(probed).toBe(1);
      expect([outcome, end(outage, outcome, probed)().counts]).toEqual([outcome, counts]);
    }
    expect(outage.open()).toBe(true);
    outage.close();
  });

  it('a probe after which nobody listens again has met an outage of its own', async () => {
    const { outage } = watch();
    end(outage, 'unreachable');
    const fate = end(outage, 'lost', await nextProbe(outage));
    expect(fate()).toEqual({ counts: true, outage: null });
    end(outage, 'unreachable', await nextProbe(outage));
    expect(fate()).toEqual({ counts: false, outage: 2 });
    outage.close();
  });

  it('patience ends once, and not while a probe may be answered', async () => {
    const { outage, words } = watch(true, 5_000);
    end(outage, 'unreachable');
    const probed = await nextProbe(outage);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(words()).toEqual([]);
    end(outage, 'unreachable', probed);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(words()).toEqual(['away', 'gave up']);
    outage.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('who waits can be stopped', async () => {
    const { outage } = watch();
    end(outage, 'unreachable');
    const stop = new AbortController();
    const waiting = outage.pass(stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(await nextProbe(outage)).toBe(1);
    outage.close();
  });
});

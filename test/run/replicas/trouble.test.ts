import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../src/run/index.ts';
import type { ScriptedAnswer } from '../../../src/scripted/index.ts';
import { rounds } from '../../support/thorough.ts';
import { killableServer, replicas, runReplicas, seededServer, serverPatience } from './servers.ts';

const away = (url: string, cause: string) =>
  new RegExp(
    `^${url} has given no answer since \\d\\d:\\d\\d:\\d\\d \\(${cause}\\); left out and tried again, the others go on$`,
  );
const back = (url: string) => new RegExp(`^${url} answers again after \\d+ s$`);

/** How often servers are killed at random. */
const killing = rounds({ usual: 4, thorough: 10, whole: 20 });

/** What comes of it where nothing is wrong: the same each time, so it is found out once. */
const healthyRun = (() => {
  let found: ReturnType<typeof runReplicas> | null = null;
  return (): ReturnType<typeof runReplicas> => {
    found ??= seededServer().then(({ url }) => runReplicas(url));
    return found;
  };
})();

describe('of several servers', () => {
  it('one that is killed is left out, and asked again when it is back', async () => {
    const killed = await killableServer(5);
    const returned = Promise.withResolvers<void>();
    let [step, answeredBefore] = [0, 0];
    // However long the other one takes to start, something is left for it.
    const steady = await seededServer({ latencyMs: 5 }, async () => {
      if (step === 2) await returned.promise;
      return false;
    });
    const healthy = await healthyRun();
    const notices: string[] = [];
    const onProgress = ({ generated, replicas: each }: Progress): void => {
      const other = each[1];
      if (other === undefined) return;
      if (step === 0 && generated > 20) {
        step = 1;
        answeredBefore = other.answered;
        void killed.kill();
      }
      if (step === 1 && other.away !== null) {
        step = 2;
        expect(other.away).toBe('away: connection refused');
        void killed.start();
      }
      if (step === 2 && other.away === null) {
        step = 3;
        returned.resolve();
      }
    };
    const troubled = await runReplicas(replicas(steady.url, killed.url), {
      ...{ onProgress, maxRetries: 1, concurrency: 4 },
      onNotice: line => notices.push(line),
    });
    expect(killed.starts()).toBe(2);
    expect(troubled.keys).toEqual(healthy.keys);
    expect(troubled.cells).toEqual(healthy.cells);
    expect(troubled.result).toMatchObject({ unscored: 0, completed: healthy.keys.length, warnings: [] });
    expect(notices).toEqual([
      expect.stringMatching(away(killed.url, 'connection refused')),
      expect.stringMatching(back(killed.url)),
    ]);
    const [, other] = troubled.result.endpoints ?? [];
    expect(other?.answered).toBeGreaterThan(answeredBefore);
    expect(other?.failed).toBeGreaterThan(0);
  });

  it('one that is not there at the start is left out, and joins when it comes', async () => {
    const late = await killableServer(5);
    await late.kill();
    const joined = Promise.withResolvers<void>();
    let started = false;
    const steady = await seededServer({ latencyMs: 5 }, async () => {
      if (started) await joined.promise;
      return false;
    });
    const notices: string[] = [];
    const { result, keys } = await runReplicas(replicas(late.url, steady.url), {
      ...{ checks: true, maxRetries: 1, concurrency: 4 },
      onNotice: line => notices.push(line),
      onProgress: ({ generated, replicas: [first] }) => {
        if (started && first?.away === null) joined.resolve();
        if (started || generated < 20) return;
        started = true;
        expect(first).toMatchObject({ answered: 0, away: expect.any(String) });
        void late.start();
      },
    });
    expect(result).toMatchObject({ unscored: 0, completed: keys.length, warnings: [] });
    expect(notices).toEqual([expect.stringMatching(back(late.url))]);
    expect(result.endpoints?.[0]?.answered).toBeGreaterThan(0);
  });

  const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Welcome</h1>' };
  it.each<readonly [string, ScriptedAnswer, string | null]>([
    ['HTTP 500', { status: 500, body: 'out of order' }, 'HTTP 500'],
    ['a web page', page, 'no usable answer .*'],
    ['no such model', { status: 404, body: { error: { message: 'no model "seeded"' } } }, 'HTTP 404'],
    ['another key', { status: 401, body: { error: { message: 'wrong key' } } }, 'HTTP 401'],
    ['too many requests', { status: 429, body: 'later' }, null],
    ['overload', { status: 503, body: 'busy' }, 'HTTP 503'],
    ['broken connections', { fault: 'reset' }, '.*'],
  ])('one that answers nothing but %s costs no sample', async (_title, fault, cause) => {
    const steady = await seededServer({ latencyMs: 10 });
    const bad = await seededServer({}, () => fault);
    const healthy = await healthyRun();
    const notices: string[] = [];
    const troubled = await runReplicas(replicas(bad.url, steady.url), {
      ...{ maxRetries: 1, concurrency: 8 },
      onNotice: line => notices.push(line),
    });
    expect(troubled.cells).toEqual(healthy.cells);
    expect(troubled.keys).toEqual(healthy.keys);
    expect(troubled.result.endpoints).toEqual([
      { url: bad.url, weight: 1, answered: 0, failed: expect.any(Number) },
      { url: steady.url, weight: 1, answered: healthy.keys.length, failed: 0 },
    ]);
    expect(bad.asked.length).toBeGreaterThan(0);
    if (cause === null) expect(notices).toEqual([]);
    else expect(notices).toEqual([expect.stringMatching(away(bad.url, cause))]);
  });

  it('one that asks to wait is waited for alone: what it turned away goes elsewhere at once', async () => {
    const steady = await seededServer({ latencyMs: 5 });
    const limited = await seededServer({}, (_, count) =>
      count > 3 ? { status: 429, headers: { 'retry-after': '100' }, body: 'later' } : false,
    );
    const { result, keys } = await runReplicas(replicas(limited.url, steady.url), { concurrency: 8 });
    expect(result).toMatchObject({ unscored: 0, completed: keys.length });
    // It was asked no more than it had in flight.
    expect(limited.asked.length).toBeLessThanOrEqual(8);
  });

  it('all may go: the run waits, says so once, and goes on with the first that is back', async () => {
    const [one, other] = [await killableServer(20), await killableServer(20)];
    const notices: string[] = [];
    const states = new Set<string | null>();
    let step = 0;
    const { result, keys } = await runReplicas(replicas(one.url, other.url), {
      ...{ maxRetries: 1, concurrency: 8 },
      onNotice: line => notices.push(line),
      onProgress: ({ generated, state, resumesAtMs }) => {
        states.add(state);
        if (step === 0 && generated > 20) {
          step = 1;
          void Promise.all([one.kill(), other.kill()]);
        }
        if (step === 1 && state?.startsWith('waiting') && resumesAtMs !== null) {
          step = 2;
          void one.start();
        }
      },
    });
    expect(result).toMatchObject({ unscored: 0, completed: keys.length, warnings: [] });
    expect(states).toContain('waiting for the servers: connection refused');
    const all = notices.filter(line => line.startsWith('None of the 2 servers'));
    expect(all).toEqual([
      expect.stringMatching(
        /^None of the 2 servers has answered since \d\d:\d\d:\d\d \(connection refused\); waiting up to 1 min for them, Ctrl-C stops$/,
      ),
    ]);
    expect(notices.at(-1)).toMatch(back(one.url));
  });

  it('all may be away for too long: that ends the run', async () => {
    const [one, other] = [await killableServer(5), await killableServer(5)];
    let killed = false;
    const running = runReplicas(replicas(one.url, other.url), {
      serverPatience: { ...serverPatience, waitMs: 300 },
      onProgress: ({ generated }) => {
        if (generated < 20 || killed) return;
        killed = true;
        void Promise.all([one.kill(), other.kill()]);
      },
    });
    await expect(running).rejects.toMatchObject({
      code: 'ENDPOINT_UNREACHABLE',
      message: expect.stringMatching(
        /^None of the 2 servers has answered for \d+ s: Cannot reach .*: connection refused/,
      ),
      hint: expect.stringContaining('--server-patience'),
    });
  });

  it('all may be away when the user stops the run, which then ends at once', async () => {
    const [one, other] = [await killableServer(5), await killableServer(5)];
    const drain = new AbortController();
    let killed = false;
    const { result } = await runReplicas(replicas(one.url, other.url), {
      drain: drain.signal,
      onProgress: ({ generated, state }) => {
        if (state?.startsWith('waiting for the servers')) drain.abort();
        if (generated < 20 || killed) return;
        killed = true;
        void Promise.all([one.kill(), other.kill()]);
      },
    });
    expect(result.interrupted).toBe(true);
    expect(result.completed).toBeGreaterThanOrEqual(20);
  });

  it(`any may be killed and started again, ${killing} times: nothing is lost, and nothing asked for twice is kept`, async () => {
    const servers = [await killableServer(20), await killableServer(20), await killableServer(20)];
    let over = false;
    const kill = async (): Promise<void> => {
      for (let round = 0; round < killing && !over; round += 1) {
        const server = servers[randomInt(3)];
        await sleep(randomInt(300));
        await server?.kill();
        await sleep(randomInt(300));
        await server?.start();
      }
    };
    const killer = kill();
    const weighted = servers.map(({ url }, place) => ({ url, weight: place + 1 }));
    const troubled = await runReplicas(weighted, { maxRetries: 2, concurrency: 9 });
    over = true;
    await killer;
    const healthy = await healthyRun();
    expect(troubled.keys).toEqual(healthy.keys);
    expect(troubled.cells).toEqual(healthy.cells);
    expect(troubled.result.warnings).toEqual([]);
    const answered = troubled.result.endpoints?.reduce((sum, endpoint) => sum + endpoint.answered, 0);
    expect(answered).toBe(healthy.keys.length);
  });

  it('all may refuse the key: that ends the run as it does with one', async () => {
    const refuse = () => ({ status: 401, body: { error: { message: 'wrong key' } } });
    const [one, other] = [await seededServer({}, refuse), await seededServer({}, refuse)];
    const running = runReplicas(replicas(one.url, other.url));
    await expect(running).rejects.toMatchObject({ code: 'ENDPOINT_UNAUTHORIZED' });
    expect(one.asked.length + other.asked.length).toBeLessThan(100);
  });

  it('none is brought down for long by one prompt: that prompt is given up, and nothing else', async () => {
    // One of the sample rows of SVAMP.
    const servers = [
      await killableServer(5, 'stamps from Peru'),
      await killableServer(5, 'stamps from Peru'),
    ];
    for (const server of servers) server.supervise();
    const { result, keys } = await runReplicas(replicas(...servers.map(({ url }) => url)), { trials: 1 });
    expect(result).toMatchObject({ unscored: 1, completed: keys.length });
    expect(result.warnings[0]).toMatch(/the server went away during 5 of them\)$/);
  });
});

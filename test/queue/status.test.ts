import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { openSender } from '../../src/queue/bull.ts';
import { runsKey, verdictQueue, workersKey, workQueue } from '../../src/queue/names.ts';
import { type Announcement, announce, type Presence, present } from '../../src/queue/registry.ts';
import { decodeInfo, problemsOf } from '../../src/queue/server-status.ts';
import { openStatus } from '../../src/queue/status.ts';
import { runCli, runHere } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { describeWithRedis, type RedisOptions, type RedisServer, startRedis } from '../support/redis.ts';

const run = (more: Partial<Announcement> = {}): Announcement => ({
  ...{ id: randomUUID(), label: 'results/runs/a', host: 'gpu1', pid: 1, startedAtMs: Date.now() - 10_000 },
  requirement: {
    ...{ message_version: 1, eurus_eval: '0.1.0', runs_programs: false },
    code: { form: 'source', graders: 'x', sandbox: 'y' },
    tasks: [{ name: 'gsm8k.cot', benchmark_version: 1, graders: [], data: {}, adapter: null }],
  },
  ...{ sandbox: null, out: 40, judged: 60, again: 0, perSecond: 6, planned: 100, done: 60 },
  ...more,
});

const worker = (more: Partial<Presence> = {}): Presence => ({
  ...{ id: randomUUID(), host: 'cpu1', pid: 7, version: '0.1.0', startedAtMs: Date.now(), slots: 4 },
  ...{ busy: 2, judged: 60, judgedLastMinute: 60, unscored: 0, back: 0, drains: false, sandbox: null },
  ...{ runs: [], ...more },
});

const withRedis = async (
  options: RedisOptions,
  work: (server: RedisServer, redis: Redis) => Promise<void>,
): Promise<void> => {
  const server = await startRedis(options);
  const redis = new Redis(server.port, '127.0.0.1', { maxRetriesPerRequest: null });
  redis.on('error', () => {});
  try {
    await work(server, redis);
  } finally {
    redis.disconnect();
    await server.stop();
  }
};

describeWithRedis('the status of a queue', () => {
  it('counts the workers of each run, what waits in it, and how long it will take', async () => {
    await withRedis({}, async ({ url }, redis) => {
      const [first, second] = [run(), run({ label: 'b', startedAtMs: Date.now(), planned: 0 })];
      for (const one of [second, first]) await announce(redis, one);
      await present(redis, worker({ runs: [{ id: first.id, why: null }] }));
      await present(
        redis,
        worker({ host: 'cpu0', slots: 2, runs: [{ id: first.id, why: 'another version' }] }),
      );
      for (const [name, count] of [
        [workQueue(first.id), 3],
        [verdictQueue(first.id), 2],
      ] as const) {
        const queue = await openSender(redis, name);
        for (let at = 0; at < count; at += 1) await queue.add('batch', {});
        await queue.close();
      }
      const reader = await openStatus({ url });
      try {
        const status = await reader.read();
        expect(status.runs).toMatchObject([
          {
            ...{ id: first.id, tasks: ['gsm8k.cot'], waiting: 3, active: 0, unread: 2 },
            ...{ workers: 1, slots: 4, secondsLeft: 40 / 6 },
          },
          { id: second.id, waiting: 0, unread: 0, workers: 0, slots: 0, secondsLeft: null },
        ]);
        expect(status.workers.map(({ host }) => host)).toEqual(['cpu0', 'cpu1']);
        expect(status.server).toMatchObject({ version: expect.stringMatching(/^\d/), appendOnly: false });
        expect(status.server.latencyMs).toBeGreaterThan(0);
      } finally {
        reader.close();
      }
    });
  });

  it('changes nothing in the queue, not even what others have left behind', async () => {
    await withRedis({}, async ({ url, send }, redis) => {
      await announce(redis, run());
      await redis.sadd(workersKey, randomUUID());
      await redis.sadd(runsKey, randomUUID());
      const everything = async (): Promise<unknown> => [
        ((await send('KEYS', '*')) as readonly string[]).toSorted(),
        ...(await Promise.all([send('SMEMBERS', workersKey), send('SMEMBERS', runsKey)])),
      ];
      const before = await everything();
      expectCode(await runHere(['status', '--queue', url]), 0);
      expect(await everything()).toEqual(before);
    });
  });

  it('needs no more than the right to read', async () => {
    await withRedis({}, async ({ port, send }, redis) => {
      await announce(redis, run());
      await send(
        'ACL',
        'SETUSER',
        'looker',
        'on',
        '>pw',
        '~eurus-eval:*',
        '+@read',
        '+ping',
        '+info',
        '+hello',
      );
      const env = { EURUS_QUEUE_PASSWORD: 'pw' };
      const seen = await runCli(['status', '--queue', `redis://looker@127.0.0.1:${port}`], { env });
      expect(seen).toMatchObject({ code: 0, stderr: '' });
      expect(seen.stdout).toContain('results/runs/a');
      await send('ACL', 'SETUSER', 'looker', '-info');
      const without = await runCli(['status', '--queue', `redis://looker@127.0.0.1:${port}`], { env });
      expect(without).toMatchObject({ code: 0, stderr: '' });
      expect(without.stdout).toMatch(/^Queue at 127\.0\.0\.1:\d+: Redis, answers in [\d.]+ ms\n/);
      await send('ACL', 'SETUSER', 'looker', '-smembers', '-sscan');
      const refused = await runCli(['status', '--queue', `redis://looker@127.0.0.1:${port}`], { env });
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain('refuses: this user may not do what a queue needs');
    });
  });

  it('says in one line that nothing goes on', async () => {
    await withRedis({}, async ({ url }) => {
      const { code, stdout, stderr } = await runHere(['status', '--queue', url]);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout.trimEnd().split('\n').slice(1)).toEqual([
        'Nothing is going on here: no run has handed anything in, no worker waits.',
      ]);
      const json = await runHere(['status', '--queue', url, '--json']);
      expect(JSON.parse(json.stdout)).toMatchObject({ runs: [], workers: [], problems: [] });
    });
  });

  it('shows whatever stands there as harmless text, and is not disturbed by it', async () => {
    const hostile = 'x\u001b[2J\u001b]0;title\u0007\u202e\nnext\u0000';
    await withRedis({}, async ({ url }, redis) => {
      const bad = run({ label: hostile, host: hostile, startedAtMs: 1e300 });
      const tasks = bad.requirement.tasks.map(task => ({ ...task, name: hostile }));
      await announce(redis, { ...bad, requirement: { ...bad.requirement, tasks } });
      await present(redis, worker({ host: hostile, version: hostile, runs: [{ id: bad.id, why: hostile }] }));
      await redis.sadd(runsKey, '../../etc', hostile, randomUUID());
      // Not a list, as the queue's own would be.
      await redis.set(`eurus-eval:${workQueue(bad.id)}:wait`, 'text');
      for (const more of [[], ['--json']]) {
        const { code, stdout, stderr } = await runHere(['status', '--queue', url, ...more]);
        expectCode({ code, stderr }, 0);
        expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(stdout).not.toContain('u001b');
        expect(stdout).toContain('x next');
      }
    });
  });

  it('warns of a server that throws work away, and of one that is nearly full', async () => {
    await withRedis({ maxMemory: '16mb' }, async ({ url, send }) => {
      await send('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
      const { stdout } = await runHere(['status', '--queue', url]);
      expect(stdout).toContain('16 MiB, allkeys-lru');
      expect(stdout).toContain(
        'throws work away when it is full (maxmemory-policy allkeys-lru), which is then handed in again: set noeviction.',
      );
    });
    const full = { usedBytes: 95, maxBytes: 100, policy: 'noeviction' };
    const server = { product: 'Redis', version: '7', appendOnly: true } as const;
    expect(problemsOf({ ...server, ...full })).toEqual([expect.stringContaining('nearly full')]);
    expect(problemsOf({ ...server, ...full, maxBytes: 0, policy: 'allkeys-lru' })).toEqual([]);
    expect(problemsOf({ ...server, usedBytes: null, maxBytes: null, policy: null })).toEqual([]);
  });

  it('refuses as the other commands do', async () => {
    const password = 'r%41:@/ ?#ü';
    await withRedis({ password }, async ({ url, port, stop }) => {
      expectCode(await runHere(['status']), 2);
      expectCode(await runHere(['status', 'more', '--queue', url]), 2);
      expectCode(await runHere(['status', '--queue', 'http://x']), 2);
      expectCode(await runHere(['status', '--queue', url, '--watch', 'soon']), 2);
      const wanted = await runCli(['status', '--queue', url]);
      expect(wanted).toMatchObject({ code: 2, stdout: '' });
      expect(wanted.stderr).toContain(`Redis at 127.0.0.1:${port} refuses: it wants a password.`);
      const wrong = await runCli(['status', '--queue', url], { env: { EURUS_QUEUE_PASSWORD: 'wrong' } });
      expectCode(wrong, 2);
      const right = await runCli(['status', '--queue', url], { env: { EURUS_QUEUE_PASSWORD: password } });
      expect(right).toMatchObject({ code: 0, stderr: '' });
      await stop();
      const gone = await runCli(['status', '--queue', url]);
      expect(gone).toMatchObject({ code: 3, stdout: '' });
      expect(gone.stderr).toContain('cannot be reached');
    });
  });
});

it('reads what servers tell of themselves', () => {
  const redis =
    'redis_version:7.0.15\r\nused_memory:1015968\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n';
  expect(decodeInfo(redis)).toEqual({
    ...{ product: 'Redis', version: '7.0.15', usedBytes: 1015968, maxBytes: 0 },
    ...{ policy: 'noeviction', appendOnly: true },
  });
  const valkey = 'redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.0\r\nused_memory:many\r\n';
  expect(decodeInfo(valkey)).toMatchObject({ product: 'Valkey', version: '8.1.0', usedBytes: null });
  expect(decodeInfo('')).toMatchObject({ product: 'Redis', version: null, appendOnly: null });
});

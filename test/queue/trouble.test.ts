import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { connect } from '../../src/queue/connect.ts';
import { runKey } from '../../src/queue/names.ts';
import { readRuns } from '../../src/queue/registry.ts';
import { freePort } from '../support/free-port.ts';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import {
  completionOf,
  openTestRun,
  rightAnswers,
  sendAnswer,
  sendMessage,
  startFakeWorker,
  type TestRun,
  until,
  verdictOn,
} from './fixture.ts';

const redisOfTest = async (options?: Parameters<typeof startRedis>[0]) => {
  const redis = await startRedis(options);
  onTestFinished(redis.stop);
  return redis;
};

const portOf = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );

/** The failure that ended a run. */
const endOf = async ({ halt }: TestRun): Promise<unknown> => {
  await until(() => halt.signal.aborted);
  try {
    halt.rethrow();
    return null;
  } catch (thrown) {
    return thrown;
  }
};

const idOfRun = async (url: string): Promise<string> => {
  const redis = new Redis(url);
  const { there } = await readRuns(redis);
  redis.disconnect();
  return there[0]?.id ?? '';
};

describeWithRedis('a queue that cannot be used', () => {
  it('is told in one line when the password is wrong or missing', async () => {
    const redis = await redisOfTest({ password: 'secret' });
    expect(await failureOf(openTestRun({ url: redis.url }))).toMatchObject({
      code: 'QUEUE_DENIED',
      message: `Redis at 127.0.0.1:${redis.port} refuses: it wants a password.`,
    });
    const address = { url: redis.url, password: 'guess' };
    expect(await failureOf(openTestRun({ url: redis.url, address }))).toMatchObject({
      code: 'QUEUE_DENIED',
      message: `Redis at 127.0.0.1:${redis.port} refuses: it does not know this user and password.`,
    });
  });

  it.each([
    ['no rights at all', 'nocommands ~*'],
    ['no scripts', '+@all -@scripting ~*'],
    ['other keys', '+@all ~other:*'],
    ['no transactions and no writes', '+@all -@write ~*'],
  ])('is told in one line when the user has %s', async (_, rights) => {
    const redis = await redisOfTest();
    await redis.send('ACL', 'SETUSER', 'poor', 'on', '>word', 'resetchannels', ...rights.split(' '));
    const address = { url: `redis://poor@127.0.0.1:${redis.port}`, password: 'word' };
    const failure = await failureOf(
      openTestRun({ url: redis.url, address }).then(run => {
        void run.judgeAll(10);
        return endOf(run).then(thrown => Promise.reject(thrown));
      }),
    );
    expect(failure).toMatchObject({
      code: 'QUEUE_DENIED',
      message: expect.stringMatching(
        /^Redis at .* refuses: this user may not do what a queue needs \(.*\)\.$/,
      ),
      hint: expect.stringContaining('ACL SETUSER'),
    });
  });

  it('is told in one line when a key of ours holds something else', async () => {
    const redis = await redisOfTest();
    await redis.send('SET', 'eurus-eval:runs', 'mine');
    expect(await failureOf(openTestRun({ url: redis.url }))).toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('holds something that is not ours'),
      hint: expect.stringContaining('another database'),
    });
  });

  it('is told in one line when nobody is there', async () => {
    const free = await freePort();
    expect(await failureOf(connect({ url: `redis://127.0.0.1:${free}` }))).toMatchObject({
      code: 'QUEUE_UNREACHABLE',
      message: `Redis at 127.0.0.1:${free} cannot be reached: connect ECONNREFUSED 127.0.0.1:${free}.`,
    });
  });

  it('is told in one line when somebody else is there', async () => {
    const http = await portOf(createHttpServer((_request, response) => response.end('hello')));
    expect(await failureOf(connect({ url: `redis://127.0.0.1:${http}` }))).toMatchObject({
      code: 'QUEUE_UNREACHABLE',
      message: expect.stringMatching(/cannot be reached: what answers there is no Redis/),
    });
    expect(await failureOf(connect({ url: `rediss://127.0.0.1:${http}` }))).toMatchObject({
      code: 'QUEUE_UNREACHABLE',
      message: expect.stringMatching(/it does not speak TLS/),
    });
  });

  it('is told in one line when it says nothing', async () => {
    const silent = await portOf(createServer(socket => void socket.on('error', () => {})));
    const both = await Promise.all(
      ['redis', 'rediss'].map(scheme => failureOf(connect({ url: `${scheme}://127.0.0.1:${silent}` }))),
    );
    for (const failure of both) {
      expect(failure).toMatchObject({
        code: 'QUEUE_UNREACHABLE',
        message: expect.stringMatching(/cannot be reached: (no answer within 10 s|connect ETIMEDOUT)\.$/),
      });
    }
  });

  it('is warned of when it throws keys away', async () => {
    const redis = await redisOfTest({ maxMemory: '64mb' });
    await redis.send('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    const { said } = await openTestRun({ url: redis.url });
    expect(said).toEqual([
      expect.stringContaining('throws work away when it is full (maxmemory-policy allkeys-lru)'),
    ]);
  });
});

describeWithRedis('a message that is not ours', () => {
  it('harms nothing, and is told of once', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url, graders: ['exact', 'contains'] });
    const id = await idOfRun(redis.url);
    const { url } = redis;
    for (const index of Array.from({ length: 20 }, (_, place) => place))
      await run.submit(completionOf(index));
    for (const message of [
      null,
      17,
      'text',
      [],
      {},
      JSON.parse('{"v":1,"__proto__":{"polluted":true},"batch":"b1","worker":"w","items":[]}'),
      { v: 1, batch: 'b1', worker: 'w', items: [{ n: 0, verdicts: [null] }] },
      { v: 1, batch: 'b1', worker: 'w', items: [{ n: -1, verdicts: [] }] },
      { v: 1, batch: 'b1', worker: 'w', items: 'x'.repeat(1_000_000), back: {} },
    ]) {
      await sendMessage(url, id, message);
    }
    const item = { number: 0, completion: completionOf(0), sample: '', graders: ['exact', 'contains'] };
    for (const more of [
      { completionSha256: 'f'.repeat(64) },
      { reason: 'r'.repeat(10_000_000) },
      { grader: 'other' },
      { id: 's1' },
      { trial: 7 },
    ]) {
      await sendAnswer(url, id, { items: [{ number: 0, verdicts: verdictOn(item, more) }] });
    }
    await sendAnswer(url, id, { items: [{ number: 999, verdicts: verdictOn(item) }] });
    await sendAnswer(url, id, {
      items: [{ number: 1, verdicts: verdictOn(item) }],
      back: 'b'.repeat(10_000),
    });
    const raw = new Redis(url);
    const verdicts = `eurus-eval:${id}.verdicts`;
    await raw.hset(`${verdicts}:1000`, { data: '{"half', name: 'answer', opts: '{}' });
    await raw.lpush(`${verdicts}:wait`, '1000', 'nothing-behind-it', '7');
    await raw.zadd(`${verdicts}:marker`, 0, '0');
    raw.disconnect();
    startFakeWorker(url, rightAnswers);
    await run.idle();
    await until(() => run.said.length >= 3);
    expect(run.verdicts).toHaveLength(40);
    expect(run.verdicts.every(({ verdict, reason }) => verdict === 'correct' && reason === 'equal')).toBe(
      true,
    );
    // On a busy machine the worker may be late.
    const said = run.said.filter(line => !line.startsWith('No worker has joined'));
    expect(said).toHaveLength(3);
    for (const line of [
      /^A message in the queue is not ours and was dropped: it is no answer of this version\.$/,
      /^Worker (w|stranger) sent verdicts that cannot be read: dropped\.$/,
      /^Worker stranger sent verdicts that were not asked for: dropped\.$/,
    ]) {
      expect(said).toContainEqual(expect.stringMatching(line));
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describeWithRedis('a run that is announced', () => {
  it('is there as long as it is open, and gone when it is closed', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url });
    const id = await idOfRun(redis.url);
    expect(await redis.send('EXISTS', runKey(id))).toBe(1);
    await run.close();
    expect(await redis.send('KEYS', '*')).toEqual([]);
  });
});

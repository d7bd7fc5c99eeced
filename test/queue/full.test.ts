import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import { completionOf, openTestRun, rightAnswers, startFakeWorker, type TestRun, until } from './fixture.ts';

const redisOfTest = async (options?: Parameters<typeof startRedis>[0]) => {
  const redis = await startRedis(options);
  onTestFinished(redis.stop);
  return redis;
};

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

const isFull = (line: string): boolean => line.includes('is full (maxmemory): waiting for room');

describeWithRedis('a full Redis', () => {
  it('gets fewer batches, when it is they that fill it', async () => {
    const redis = await redisOfTest({ maxMemory: '12mb' });
    const run = await openTestRun({ url: redis.url });
    const judged = (async () => {
      for (let index = 0; index < 400; index += 1) await run.submit(completionOf(index, 'x'.repeat(100_000)));
      await run.idle();
    })();
    await until(() => run.said.some(isFull));
    // What it has taken and cannot finish in a full Redis comes back by stalling.
    startFakeWorker(redis.url, rightAnswers, { stalledAfterMs: 2000 });
    await judged;
    expect(new Set(run.verdicts.map(({ key }) => key)).size).toBe(400);
    expect(run.verdicts).toHaveLength(400);
    // Once, and once more only where it lasts.
    expect(run.said.filter(isFull).length).toBeLessThan(3);
  });

  it('is waited for, and when it stays full the run ends with what to do', async () => {
    const redis = await redisOfTest({ maxMemory: '8mb' });
    const run = await openTestRun({ url: redis.url, patienceMs: 1500 });
    startFakeWorker(redis.url);
    await run.judgeAll(10);
    await fill(redis.url);
    void run.submit(completionOf(20, 'x'.repeat(1_000_000)));
    expect(await endOf(run)).toMatchObject({
      code: 'QUEUE_FULL',
      message: `Redis at 127.0.0.1:${redis.port} is still full (maxmemory).`,
      hint: expect.stringContaining('the same command goes on'),
    });
    expect(run.verdicts).toHaveLength(10);
  });

  it('goes on when there is room', async () => {
    const redis = await redisOfTest({ maxMemory: '8mb' });
    const run = await openTestRun({ url: redis.url });
    await fill(redis.url);
    const judged = run.judgeAll(100);
    await until(() => run.said.some(line => line.includes('is full')));
    await redis.send('DEL', 'filler');
    startFakeWorker(redis.url);
    await judged;
    expect(run.verdicts).toHaveLength(100);
  });
});

const fill = async (url: string): Promise<void> => {
  const redis = new Redis(url);
  redis.on('error', () => {});
  for (const size of [100_000, 1000, 10])
    while (
      await redis.append('filler', 'x'.repeat(size)).then(
        () => true,
        () => false,
      )
    );
  redis.disconnect();
};

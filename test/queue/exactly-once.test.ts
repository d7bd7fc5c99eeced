import { expect, it, onTestFinished } from 'vitest';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import {
  type Act,
  openTestRun,
  rightAnswers,
  sendAnswer,
  startFakeWorker,
  type TestRun,
  until,
} from './fixture.ts';

const redisOfTest = async (options?: Parameters<typeof startRedis>[0]) => {
  const redis = await startRedis(options);
  onTestFinished(redis.stop);
  return redis;
};

const expectAllOnce = ({ verdicts }: TestRun, count: number): void => {
  expect(verdicts).toHaveLength(count);
  expect(new Set(verdicts.map(({ key }) => key)).size).toBe(count);
};

const slowly: Act = async (...batch) => {
  await new Promise(resolve => setTimeout(resolve, 100));
  return rightAnswers(...batch);
};

describeWithRedis('a coordinator', () => {
  it('has every verdict once, and leaves nothing of the run in Redis', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url, graders: ['exact', 'contains'] });
    const worker = startFakeWorker(redis.url);
    await run.judgeAll(1000);
    expect(run.verdicts).toHaveLength(2000);
    await worker.stop();
    await run.close();
    const keys = (await redis.send('KEYS', '*')) as readonly string[];
    expect(keys.filter(key => !key.startsWith('eurus-eval:worker'))).toEqual([]);
    expect(run.said).toEqual([]);
  });

  it.each([
    ['with an append-only file', true],
    ['without one', false],
  ])('loses no verdict when Redis is killed and started again %s', async (_, appendOnly) => {
    const redis = await redisOfTest({ appendOnly });
    const run = await openTestRun({ url: redis.url });
    // A batch whose reply the killed server did not send any more is nobody's until it stalls.
    startFakeWorker(redis.url, slowly, { stalledAfterMs: 2000 });
    const judged = run.judgeAll(1000);
    await until(() => run.verdicts.length > 50);
    await redis.kill();
    await redis.start();
    await judged;
    expectAllOnce(run, 1000);
    expect(run.said).toEqual([
      expect.stringContaining('is away: waiting for it.'),
      expect.stringContaining('is back.'),
    ]);
  });

  it('loses no verdict when everything in Redis is removed', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url });
    startFakeWorker(redis.url, slowly);
    const judged = run.judgeAll(500);
    await until(() => run.verdicts.length > 50);
    await redis.send('FLUSHALL');
    await judged;
    expectAllOnce(run, 500);
  });

  it('takes the first of two answers to a batch', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url });
    const answerTo: Act = async (items, batch, id) => {
      const answer = await rightAnswers(items, batch, id);
      if (answer !== null && answer !== 'stop') await sendAnswer(redis.url, id, { batch, ...answer });
      return answer;
    };
    startFakeWorker(redis.url, answerTo);
    await run.judgeAll(200);
    expectAllOnce(run, 200);
    expect(run.said).toEqual([]);
  });
});

import { expect, it, onTestFinished } from 'vitest';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import {
  completionOf,
  openTestRun,
  rightAnswers,
  startFakeWorker,
  type TestRun,
  verdictOn,
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

describeWithRedis('a coordinator', () => {
  it('gives up one that ends workers that do not say what they begin with, and nothing beside it', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url });
    let deaths = 0;
    const start = (): void => {
      startFakeWorker(
        redis.url,
        (items, ...more) =>
          items.some(({ completion }) => completion.id === 's17') ? 'stop' : rightAnswers(items, ...more),
        {
          slots: 3,
          stalledAfterMs: 300,
          maxStalled: 0,
          onStopped: () => {
            deaths += 1;
            start();
          },
        },
      );
    };
    start();
    await run.judgeAll(200);
    expectAllOnce(run, 200);
    const unscored = run.verdicts.filter(({ verdict }) => verdict === 'unscored');
    expect(unscored.map(({ id, reason }) => ({ id, reason }))).toEqual([
      { id: 's17', reason: expect.stringContaining('no worker could judge it') },
    ]);
    expect(deaths).toBeLessThan(12);
  });

  it('gives up what three workers hand back, and judges what stands behind it', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url });
    startFakeWorker(redis.url, items => {
      const bad = items.findIndex(({ completion }) => completion.id === 's5');
      const good = bad < 0 ? items : items.slice(0, bad);
      return {
        items: good.map(item => ({ number: item.number, verdicts: verdictOn(item) })),
        back: bad < 0 ? null : 'no sample "s5" here',
      };
    });
    await run.judgeAll(100);
    expectAllOnce(run, 100);
    expect(run.verdicts.filter(({ verdict }) => verdict === 'unscored')).toMatchObject([
      { id: 's5', reason: '3 workers could not judge it, the last one because: no sample "s5" here' },
    ]);
    expect(run.said).toEqual(['A batch was handed back: no sample "s5" here.']);
  });

  it('has what a worker answered nothing to judged by another', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url });
    let silent = 2;
    startFakeWorker(redis.url, (...batch) => {
      silent -= 1;
      return silent >= 0 ? null : rightAnswers(...batch);
    });
    await run.judgeAll(100);
    expectAllOnce(run, 100);
    expect(run.verdicts.every(({ verdict }) => verdict === 'correct')).toBe(true);
  });

  it('says what is too long for the queue', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url });
    startFakeWorker(redis.url);
    await run.submit(completionOf(0, 'x'.repeat(33 * 1024 * 1024)));
    await run.submit(completionOf(1));
    await run.idle();
    expect(run.verdicts).toMatchObject([
      { id: 's0', verdict: 'unscored', reason: expect.stringContaining('too many for the queue') },
      { id: 's1', verdict: 'correct' },
    ]);
  });
});

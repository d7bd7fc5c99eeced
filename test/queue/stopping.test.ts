import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { workerKey } from '../../src/queue/names.ts';
import { readRuns, sweepRun } from '../../src/queue/registry.ts';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import {
  type Act,
  completionOf,
  openTestRun,
  rightAnswers,
  startFakeWorker,
  type TestRun,
  until,
} from './fixture.ts';

const redisOfTest = async () => {
  const redis = await startRedis();
  onTestFinished(redis.stop);
  return redis;
};

const submitAll = async ({ submit }: TestRun, count: number): Promise<void> => {
  for (let index = 0; index < count; index += 1) await submit(completionOf(index));
};

/** Answers when it is let go. */
const heldBack = (): { readonly act: Act; readonly taken: () => number; letGo(): void } => {
  const gate = Promise.withResolvers<void>();
  let taken = 0;
  return {
    act: async (...batch) => {
      taken += batch[0].length;
      await gate.promise;
      return rightAnswers(...batch);
    },
    taken: () => taken,
    letGo: gate.resolve,
  };
};

const keysIn = async (redis: Awaited<ReturnType<typeof startRedis>>): Promise<readonly string[]> =>
  ((await redis.send('KEYS', '*')) as readonly string[]).filter(key => !key.startsWith('eurus-eval:worker'));

describeWithRedis('a run that is told to stop', () => {
  it('takes back everything when no worker is there', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url });
    await submitAll(run, 300);
    await until(() => run.progress.state !== null);
    expect(run.progress.state).toBe('waiting for a worker: start eurus-eval worker --queue URL');
    run.drain.abort();
    await run.idle();
    expect(run.verdicts).toEqual([]);
    await run.close();
    expect(await keysIn(redis)).toEqual([]);
  });

  it('takes back what no worker has taken, and waits for what one has', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url });
    const held = heldBack();
    const worker = startFakeWorker(redis.url, held.act);
    await submitAll(run, 300);
    await until(() => held.taken() > 0);
    run.drain.abort();
    const ended = run.idle();
    await until(() => run.progress.queue?.waiting === 0 && run.progress.queue.out === held.taken());
    await run.submit(completionOf(400));
    held.letGo();
    await ended;
    expect(run.verdicts).toHaveLength(held.taken());
    expect(held.taken()).toBeLessThan(300);
    await worker.stop();
    await run.close();
    expect(await keysIn(redis)).toEqual([]);
  });

  it('keeps what workers have answered, also where the answer has not been read', async () => {
    const redis = await redisOfTest();
    const disk = Promise.withResolvers<void>();
    const run = await openTestRun({ url: redis.url, record: () => disk.promise });
    startFakeWorker(redis.url);
    await submitAll(run, 500);
    const inQueue = async (): Promise<number> => {
      const lists = ((await redis.send('KEYS', '*.work:*')) as readonly string[]).filter(key =>
        /:(?:wait|active)$/.test(key),
      );
      return lists.length;
    };
    // All is answered, and no more than a few answers can be under way to the disk.
    await until(async () => (run.progress.queue?.workers ?? 0) > 0 && (await inQueue()) === 0);
    run.drain.abort();
    const ended = run.idle();
    for (let looks = 0; looks < 20; looks += 1) await redis.send('PING');
    disk.resolve();
    await ended;
    expect(run.verdicts).toHaveLength(500);
    await run.close();
    expect(await keysIn(redis)).toEqual([]);
  });

  it('does not wait for a worker that is gone', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url });
    const held = heldBack();
    const worker = startFakeWorker(redis.url, held.act);
    await submitAll(run, 100);
    await until(() => held.taken() > 0);
    worker.kill();
    // As after the time for which it counts as there.
    await redis.send('DEL', workerKey(worker.id));
    run.drain.abort();
    await run.idle();
    expect(run.verdicts).toEqual([]);
  });

  it('drops everything when it is told so', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url, bounds: { items: 50, units: 1e9 } });
    const submitted = submitAll(run, 100);
    await until(() => run.progress.queue?.out === 50);
    run.halt.stop();
    await submitted;
    await run.idle();
    await run.close();
    expect(await keysIn(redis)).toEqual([]);
  });
});

describeWithRedis('a run that is held up', () => {
  it('takes no more than its bounds', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url, bounds: { items: 50, units: 1e9 } });
    let submitted = 0;
    const all = (async () => {
      for (let index = 0; index < 200; index += 1) {
        await run.submit(completionOf(index));
        submitted += 1;
      }
      await run.idle();
    })();
    await until(() => run.progress.queue?.out === 50);
    expect(submitted).toBe(50);
    startFakeWorker(redis.url);
    await all;
    expect(run.verdicts).toHaveLength(200);
  });

  it('counts what has not been written down, so that a slow disk holds everything back', async () => {
    const redis = await redisOfTest();
    const disk = Promise.withResolvers<void>();
    const bounds = { items: 60, units: 1e9 };
    const run = await openTestRun({ url: redis.url, bounds, record: () => disk.promise });
    startFakeWorker(redis.url);
    let submitted = 0;
    const all = (async () => {
      for (let index = 0; index < 300; index += 1) {
        await run.submit(completionOf(index));
        submitted += 1;
      }
      await run.idle();
    })();
    await until(() => submitted === 60 && (run.progress.queue?.out ?? 60) < 60);
    expect(submitted).toBe(60);
    disk.resolve();
    await all;
    expect(run.verdicts).toHaveLength(300);
  });

  it('comes back when workers took it for gone and swept it', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url });
    await submitAll(run, 300);
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    const { there } = await readRuns(client);
    for (const { id } of there) await sweepRun(client, id);
    startFakeWorker(redis.url);
    await run.idle();
    expect(run.verdicts).toHaveLength(300);
    expect(new Set(run.verdicts.map(({ key }) => key)).size).toBe(300);
  });

  it('ends when Redis is away for too long, and so does the wait for it', async () => {
    const redis = await redisOfTest();
    const run = await openTestRun({ url: redis.url, patienceMs: 700 });
    await submitAll(run, 100);
    await redis.kill();
    await run.idle();
    expect(() => run.halt.rethrow()).toThrow('has been away for too long');
    expect(run.said).toEqual([expect.stringContaining('is away: waiting for it.')]);
    await run.close();
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openReceiver, openSender } from '../../src/queue/bull.ts';
import { connect } from '../../src/queue/connect.ts';
import { openTaker } from '../../src/queue/taker.ts';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import { until } from './fixture.ts';

/** A connection to a server that was killed after it was made. */
const connectedToKilled = async () => {
  const redis = await startRedis();
  onTestFinished(redis.stop);
  const client = await connect({ url: redis.url });
  onTestFinished(() => client.disconnect());
  await redis.kill();
  return { redis, client };
};

/** Long enough for a connection of its own to have tried and failed; a shorter time proves less, never more. */
const triesMs = 200;

describeWithRedis('what is opened while Redis is away', () => {
  it('reads answers when it is back', async () => {
    const { redis, client } = await connectedToKilled();
    const read: unknown[] = [];
    const options = { concurrency: 1, stalledAfterMs: 30_000, maxStalled: 3, onError: () => {} };
    const reader = await openReceiver(client, 'answers', options, async data => void read.push(data));
    await sleep(triesMs);
    await redis.start();
    const sender = await openSender(client, 'answers');
    await sender.add('answer', { n: 1 });
    await until(() => read.length > 0);
    expect(read).toEqual([{ n: 1 }]);
    await reader.close(true);
  });

  it('takes batches when it is back', async () => {
    const { redis, client } = await connectedToKilled();
    const taker = await openTaker(client, 'work', { stalledAfterMs: 30_000, maxStalled: 3 });
    const asked = taker.next();
    await sleep(triesMs);
    await redis.start();
    expect(await asked).toBeNull();
    const sender = await openSender(client, 'work');
    await sender.add('batch', { n: 1 });
    const taken = await taker.next();
    expect(taken?.data).toEqual({ n: 1 });
    await taken?.done();
    await taker.close();
  });
});

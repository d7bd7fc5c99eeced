import { expect, it } from 'vitest';
import { describeWithRedis } from '../support/redis.ts';
import { openWorkerBench } from './support/worker-bench.ts';
import { numbersIn, until } from './support/worker-run.ts';

describeWithRedis('a worker whose Redis goes', () => {
  it('waits for one that is away, and goes on with one that comes back empty', async () => {
    const bench = await openWorkerBench('--workers', '1', '--metrics', '0');
    try {
      const run = await bench.run();
      await run.send([run.item(0, '0', 'fine')]);
      await until(() => numbersIn(run).includes(0));
      const url = (await bench.worker.said('Metrics are at ')).replace('Metrics are at ', '');
      const connected = async (): Promise<boolean> =>
        /^eurus_eval_worker_redis_connected 1$/m.test(await (await fetch(url)).text());
      expect(await connected()).toBe(true);

      await bench.redis.kill();
      await bench.worker.said('is away: waiting for it');
      await until(async () => !(await connected()));
      await bench.redis.start();
      await bench.worker.said('is back');
      await until(async () => (await run.workers()).some(({ runs }) => runs.some(({ id }) => id === run.id)));
      await run.send([run.item(1, '1', 'fine')]);
      await until(() => numbersIn(run).includes(1));

      await bench.redis.send('FLUSHALL');
      await until(async () => (await run.workers()).some(({ runs }) => runs.some(({ id }) => id === run.id)));
      await run.send([run.item(2, '2', 'fine')]);
      await until(() => numbersIn(run).includes(2));
      const about = bench.worker.lines().filter(line => / is (away|back)/.test(line));
      expect(about).toHaveLength(2);
      expect(await bench.worker.stop()).toBe(0);
    } finally {
      await bench.close();
    }
  });

  it('ends in time when Redis is away', async () => {
    const bench = await openWorkerBench('--workers', '1', '--drain-timeout', '1');
    try {
      const run = await bench.run();
      await run.send([run.item(0, '0', 'fine')]);
      await until(() => numbersIn(run).includes(0));
      await bench.redis.kill();
      await bench.worker.said('is away: waiting for it');
      expect(await bench.worker.stop()).toBe(0);
    } finally {
      await bench.close();
    }
  });
});

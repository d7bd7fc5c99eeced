import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeWithRedis } from '../support/redis.ts';
import { openWorkerBench } from './support/worker-bench.ts';
import { createHold } from './support/worker-benchmark.ts';
import { numbersIn, until } from './support/worker-run.ts';

/** Processes that were started by one, in any generation. */
const descendantsOf = (pid: number): readonly number[] => {
  const parents = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        return [{ pid: Number(name), parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) }];
      } catch {
        return [];
      }
    });
  const children = parents.filter(({ parent }) => parent === pid).map(one => one.pid);
  return [...children, ...children.flatMap(descendantsOf)];
};

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describeWithRedis('a worker that is stopped', () => {
  it('finishes what it judges, takes nothing new, and leaves with 0', async () => {
    const bench = await openWorkerBench('--workers', '1');
    try {
      const run = await bench.run();
      await run.send([run.item(0, '0', 'fine')]);
      await until(() => run.answers.length === 1);
      const hold = createHold(bench.folder);
      await run.send([run.item(1, '1', hold.text), run.item(2, '2', 'fine')]);
      await until(hold.begun);
      await run.send([run.item(3, '3', 'fine')]);
      const stopped = bench.worker.stop();
      await bench.worker.said('Stopping: finishing');
      hold.letGo();
      expect(await stopped).toBe(0);
      await until(() => numbersIn(run).includes(2));
      expect(numbersIn(run)).toEqual([0, 1, 2]);
      expect(await run.left()).toBe(1);
      expect(await run.workers()).toEqual([]);
    } finally {
      await bench.close();
    }
  });

  it('puts back what it cannot finish in time, without what is judged', async () => {
    const bench = await openWorkerBench('--workers', '1', '--drain-timeout', '1');
    try {
      const run = await bench.run();
      // What it reads at first would count as time that the batch takes.
      await run.send([run.item(5, '5', 'fine')]);
      await until(() => numbersIn(run).includes(5));
      const items = ['fine', 'wait 2200', 'fine', 'wait 40000', 'fine'].map((text, number) =>
        run.item(number, String(number), text),
      );
      await run.send(items);
      await until(() => numbersIn(run).includes(1));
      expect(await bench.worker.stop()).toBe(0);
      expect(bench.worker.lines().at(-1)).toBe('1 batch is put back, unfinished.');
      expect(numbersIn(run)).toEqual([0, 1, 5]);
      expect(await run.leftNumbers()).toEqual([[2, 3, 4]]);
    } finally {
      await bench.close();
    }
  });

  it('drops everything at the second signal', async () => {
    const bench = await openWorkerBench('--workers', '1');
    try {
      const run = await bench.run();
      await run.send([run.item(0, '0', 'spin 60000')]);
      await until(async () => (await run.taken()) === 1);
      bench.worker.process.kill('SIGTERM');
      await bench.worker.said('Stopping: finishing');
      await new Promise(resolve => setTimeout(resolve, 200));
      expect(await bench.worker.stop('SIGTERM')).toBe(130);
      expect(run.answers).toEqual([]);
      expect(await run.left()).toBe(1);
    } finally {
      await bench.close();
    }
  });

  it('takes its processes with it when it is killed, even those that compute', async () => {
    const bench = await openWorkerBench('--workers', '2');
    try {
      const run = await bench.run();
      await run.send([run.item(0, '0', 'spin 60000')]);
      await run.send([run.item(1, '1', 'wait 60000')]);
      await until(async () => (await run.taken()) === 2);
      await until(() => descendantsOf(bench.worker.process.pid ?? 0).length >= 2);
      const theirs = descendantsOf(bench.worker.process.pid ?? 0);
      await bench.worker.stop('SIGKILL');
      await until(() => !theirs.some(isAlive));
    } finally {
      await bench.close();
    }
  });

  it('starts another process for one that is killed, and goes on', async () => {
    const bench = await openWorkerBench('--workers', '1');
    try {
      const run = await bench.run();
      await run.send([run.item(0, '0', 'fine')]);
      await until(() => run.answers.length === 1);
      const hold = createHold(bench.folder);
      await run.send([run.item(1, '1', hold.text)]);
      await until(hold.begun);
      for (const pid of descendantsOf(bench.worker.process.pid ?? 0)) process.kill(pid, 'SIGKILL');
      await until(() => run.answers.length === 2);
      expect(run.answers[1]?.death).toEqual({
        number: 1,
        why: 'the process that judged it came to an end: it was ended by SIGKILL',
      });
      await run.send([run.item(2, '2', 'fine')]);
      await until(() => run.answers.length === 3);
      expect(numbersIn(run)).toEqual([0, 2]);
    } finally {
      await bench.close();
    }
  });
});

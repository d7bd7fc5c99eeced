import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithRedis } from '../support/redis.ts';
import { openWorkerBench, type WorkerBench } from './support/worker-bench.ts';
import { createHold } from './support/worker-benchmark.ts';
import { numbersIn, until } from './support/worker-run.ts';

describeWithRedis('a worker that judges', () => {
  let bench: WorkerBench;
  beforeAll(async () => {
    bench = await openWorkerBench('--workers', '1', '--stalled-after', '1');
    await bench.worker.said('Waiting for runs');
  });
  afterAll(() => bench.close());

  it('answers a batch once, with a verdict of each grader', async () => {
    const run = await bench.run('plain');
    const batch = await run.send([run.item(0, '3', 'fine'), run.item(1, '4', 'throw')]);
    await until(async () => run.answers.length > 0 && (await run.left()) === 0);
    const [answer, ...more] = run.answers;
    expect(more).toEqual([]);
    expect(answer).toMatchObject({ batch, back: null, sandbox: null });
    expect(
      answer?.items.map(({ number, verdicts }) => [
        number,
        ...verdicts.map(({ grader, verdict, reason }) => `${grader}: ${verdict}: ${reason}`),
      ]),
    ).toEqual([
      [0, 'first: correct: done', 'second: correct: done'],
      [
        1,
        'first: unscored: the grader failed: the grader is broken',
        'second: unscored: the grader failed: the grader is broken',
      ],
    ]);
    expect(await bench.worker.said('Joined plain')).toBe('Joined plain on there: acts.direct.');
    await run.end();
  });

  it('keeps a batch whose grader computes for longer than a worker may be silent', async () => {
    const [run, other] = [await bench.run('long'), await bench.run('short')];
    await run.send([run.item(0, '1', 'spin 2500')]);
    await until(async () => run.answers.length > 0 && (await run.left()) === 0);
    expect(run.answers).toHaveLength(1);
    expect(run.answers[0]?.items[0]?.verdicts).toHaveLength(2);
    await Promise.all([run.end(), other.end()]);
  });

  it('sends verdicts that are too many for one message in several, each of them whole', async () => {
    const run = await bench.run('large');
    const items = Array.from({ length: 40 }, (_, number) => run.item(number, '2', 'large 65000'));
    await run.send(items);
    await until(async () => numbersIn(run).length === 40 && (await run.left()) === 0);
    expect(numbersIn(run)).toEqual(items.map(({ number }) => number));
    expect(run.answers.length).toBeGreaterThan(2);
    for (const { items: some } of run.answers) expect(some.length).toBeLessThan(16);
    await run.end();
  });

  it.each([
    ['ends its process', 'leave', 'it ended itself with code 3'],
    ['fills its memory', 'hoard', 'it took more than 1024 MiB of memory'],
  ])('leaves out what a grader %s over, and judges what stands beside it', async (_, text, why) => {
    const run = await bench.run(text);
    await run.send([run.item(0, '0', 'fine'), run.item(1, '1', text), run.item(2, '2', 'fine')]);
    await until(async () => numbersIn(run).length === 2 && (await run.left()) === 0);
    expect(numbersIn(run)).toEqual([0, 2]);
    expect(run.answers.flatMap(({ death }) => death ?? [])).toEqual([
      { number: 1, why: `the process that judged it came to an end: ${why}` },
    ]);
    expect(run.answers.every(({ back }) => back === null)).toBe(true);
    const line = `A process that judges came to an end, and another is started: ${why}.`;
    await bench.worker.said(line);
    expect(bench.worker.lines().filter(one => one === line)).toHaveLength(1);
    await run.end();
  });

  it('judges a small run beside a large one in turn', async () => {
    const [large, small] = [await bench.run('large run'), await bench.run('small run')];
    const hold = createHold(bench.folder, 'in-turn');
    const log = join(bench.folder, 'log');
    await large.send([large.item(0, '0', hold.text)]);
    await until(hold.begun);
    for (let number = 1; number < 30; number += 1)
      await large.send([large.item(number, '0', `log ${log} large`)]);
    for (let number = 0; number < 3; number += 1)
      await small.send([small.item(number, '0', `log ${log} small`)]);
    await until(async () =>
      (await small.workers()).some(({ runs }) => runs.some(({ id }) => id === small.id)),
    );
    // A run that had nothing is not asked for a tenth of a second.
    await sleep(150);
    hold.letGo();
    await until(() => small.answers.length === 3 && large.answers.length === 30);
    const order = readFileSync(log, 'utf8').trimEnd().split('\n');
    // A line of each of two graders: the last of the small run is the fifth batch of all, or a few later.
    expect(order.lastIndexOf(`log ${log} small`)).toBeLessThan(2 * 10);
    await Promise.all([large.end(), small.end()]);
  });
});

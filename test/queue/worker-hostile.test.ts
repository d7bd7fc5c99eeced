import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runKey, runsKey, workQueue } from '../../src/queue/names.ts';
import { describeWithRedis } from '../support/redis.ts';
import { openWorkerBench, type WorkerBench } from './support/worker-bench.ts';
import { createHold } from './support/worker-benchmark.ts';
import { plannedOf, until } from './support/worker-run.ts';

describeWithRedis('a worker among messages of others', () => {
  let bench: WorkerBench;
  beforeAll(async () => {
    bench = await openWorkerBench('--workers', '1', '--stalled-after', '2');
    await bench.worker.said('Waiting for runs');
  });
  afterAll(() => bench.close());

  const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
  const dropped = (why: string): string => `A message in the queue is not ours and was dropped: ${why}.`;

  it.each<[string, () => unknown, string]>([
    ['a number', () => 7, 'it is no batch of this version'],
    ['another version', () => ({ v: 99, items: [] }), 'it is no batch of this version'],
    [
      'a million completions',
      () => ({ v: 1, items: new Array(1_000_000).fill(0) }),
      'it has no list of completions',
    ],
    ['deep nesting', () => ({ v: 1, items: [deep(2000)] }), 'completion 1 in it is none'],
    [
      'a text of 100 million characters',
      () => ({ v: 1, items: [{ n: 0, s: 'x', g: ['first'], c: { text: 'x'.repeat(100e6) } }] }),
      'completion 1 in it is none',
    ],
  ])('drops %s, says so once, and goes on', async (_, raw, why) => {
    const run = await bench.run();
    await run.send({ raw: raw() });
    await until(async () => (await run.left()) === 0);
    await run.send([run.item(0, '0', 'fine')]);
    await until(() => run.answers.length === 1);
    expect(run.answers[0]?.back).toBeNull();
    await bench.worker.said(dropped(why));
    expect(bench.worker.lines().filter(line => line === dropped(why))).toHaveLength(1);
    await run.end();
  });

  it('drops what is no JSON', async () => {
    const run = await bench.run();
    const redis = new Redis(bench.redis.url);
    const hold = createHold(bench.folder);
    const held = await run.send([run.item(0, '0', hold.text)]);
    await until(hold.begun);
    const job = await run.send([run.item(1, '0', 'fine')]);
    await redis.hset(`eurus-eval:${workQueue(run.id)}:${job}`, 'data', '{"v":1,');
    hold.letGo();
    await until(async () => run.answers.length > 0 && (await run.left()) === 0);
    redis.disconnect();
    expect(run.answers.map(({ batch }) => batch)).toEqual([held]);
    await run.end();
  });

  it('judges lone surrogates and control characters as they are', async () => {
    const run = await bench.run();
    const text = 'a\ud800b\u0000\u001b[2J\udc00';
    await run.send([run.item(0, '0', text)]);
    await until(() => run.answers.length === 1);
    expect(run.answers[0]?.items[0]?.verdicts.map(({ extracted }) => extracted)).toEqual([text, text]);
    await run.end();
  });

  it('hands back a completion of another sample, and is not fit for the run for a while', async () => {
    const run = await bench.run('with other samples');
    const [item] = [run.item(0, '0', 'fine')];
    await run.send([{ ...item, sample: '0000000000000000' }]);
    await until(() => run.answers.length === 1);
    expect(run.answers[0]).toMatchObject({
      items: [],
      back: 'sample "0" of acts.direct is another one here',
    });
    await bench.worker.said(
      'with other samples on there is not joined: sample "0" of acts.direct is another one here.',
    );
    // No livelock: what is sent again waits for another worker.
    await run.send([{ ...item, sample: '0000000000000000' }]);
    await until(async () => (await run.workers()).some(({ runs }) => runs.some(({ why }) => why !== null)));
    expect(await run.left()).toBe(1);
    expect(run.answers).toHaveLength(1);
    await run.end();
  });

  it('says in one short line what is no sample of a run', async () => {
    const run = await bench.run('with foreign samples');
    const item = run.item(0, '0', 'fine');
    const completion = { ...item.completion, benchmark: `\u001b[2J\n${'x'.repeat(1_000_000)}` };
    await run.send([{ ...item, completion }]);
    const line = await bench.worker.said('with foreign samples on there is not joined');
    expect(line.length).toBeLessThan(400);
    expect(line).not.toMatch(/\p{Cc}/u);
    await until(() => run.answers.length === 1);
    await run.end();
  });

  it('reads no announcement that is too long, and not more of them than it can think about', async () => {
    const sinceMs = performance.now();
    const redis = new Redis(bench.redis.url);
    const { requirement } = await plannedOf([bench.file], { 'acts.direct': ['first'] });
    const about = { host: 'there', pid: 1, startedAtMs: 0, out: 0, judged: 0, again: 0, sandbox: null };
    const announced = (label: string, more: object): Promise<unknown> => {
      const id = randomUUID();
      const text = JSON.stringify({ id, label, ...about, requirement: { ...requirement, ...more } });
      return redis.multi().set(runKey(id), text, 'PX', 20_000).sadd(runsKey, id).exec();
    };
    await announced('enormous', { filling: 'x'.repeat(30e6) });
    await announced('no\u001b[2J name\n', { eurus_eval: '\u001b]0;title\u0007 8\n' });
    for (let n = 0; n < 300; n += 1) await announced(`many ${n}`, { eurus_eval: `7.0.${n}` });
    await redis.sadd(runsKey, 'no id', '../../x', 'y'.repeat(100_000));
    const run = await bench.run('ours among many');
    await run.send([run.item(0, '0', 'fine')]);
    await until(() => run.answers.length === 1);
    redis.disconnect();
    const about20 = bench.worker.lines().filter(line => /^many \d+ on there is not joined/.test(line));
    // Twenty a minute, of which a busy machine may need some.
    const minutes = Math.floor((performance.now() - sinceMs) / 60_000) + 2;
    expect(about20.length).toBeLessThanOrEqual(20 * minutes);
    expect(bench.worker.lines().join('\n')).not.toMatch(/enormous|\p{Cc}(?<!\n)/u);
    await run.end();
  });
});

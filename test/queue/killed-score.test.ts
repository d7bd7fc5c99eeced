import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../support/redis.ts';
import { dataDirectory } from '../support/requires.ts';
import { type Act, rightAnswers, startFakeWorker, until } from './fixture.ts';

const rows = 1319;

const answersFile = (folder: string): string => {
  const file = join(folder, 'answers.jsonl');
  const lines = Array.from({ length: rows }, (_, id) =>
    JSON.stringify({ id: String(id), text: `It is ${id}` }),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
};

/** A worker that takes its time, counts what it is given of each run, in their order, and holds the first run at 300. */
const slowly = (ms: number) => {
  const given = new Map<string, number>();
  const gate = Promise.withResolvers<void>();
  const act: Act = async (items, batch, run) => {
    given.set(run, (given.get(run) ?? 0) + items.length);
    if (given.size === 1 && (given.get(run) ?? 0) > 300) await gate.promise;
    await sleep(ms);
    return rightAnswers(items, batch, run);
  };
  return { act, given: (): readonly number[] => [...given.values()], letGo: gate.resolve };
};

const fileIn = (out: string): string => join(out, 'verdicts', 'gsm8k.cot.strict.jsonl');

/** Without a line that is being written. */
const verdictsIn = (out: string): readonly { key: string; verdict: string }[] =>
  existsSync(fileIn(out))
    ? readFileSync(fileIn(out), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map(line => JSON.parse(line))
    : [];

/** Batches that wait in the queues of all runs. */
const waitingIn = async (redis: RedisServer): Promise<number> => {
  const lists = (await redis.send('KEYS', 'eurus-eval:*.work:wait')) as readonly string[];
  const lengths = await Promise.all(lists.map(list => redis.send('LLEN', list)));
  return lengths.reduce((sum: number, length) => sum + Number(length), 0);
};

const started = async () => {
  const redis = await startRedis();
  onTestFinished(redis.stop);
  const folder = temporaryFolder();
  const out = join(folder, 'out');
  const args = [
    ...['score', answersFile(folder), '--benchmark', 'gsm8k', '--data-dir', dataDirectory],
    ...['--out', out, '--grader', 'strict', '--queue', redis.url],
  ];
  return { redis, out, args };
};

describeWithRedis('a score through a queue', () => {
  it('goes on after it was killed, and what it left harms nothing', async () => {
    const { redis, out, args } = await started();
    const worker = slowly(60);
    startFakeWorker(redis.url, worker.act);
    const killed = startCli(args);
    await until(() => (worker.given()[0] ?? 0) > 300 && verdictsIn(join(out, 'unfinished-score')).length > 0);
    killed.process.kill('SIGKILL');
    await killed.ended;
    worker.letGo();
    const { code, stderr } = await runCli(args);
    expectCode({ code, stderr }, 0);
    const found = Number(/^Going on: (\d+) verdicts are there/m.exec(stderr)?.[1] ?? 0);
    expect(found).toBeGreaterThan(0);
    expect(worker.given()[1]).toBe(rows - found);
    const verdicts = verdictsIn(out);
    expect(verdicts).toHaveLength(rows);
    expect(new Set(verdicts.map(({ key }) => key)).size).toBe(rows);
    expect(await redis.send('KEYS', 'eurus-eval:run:*')).toEqual([]);
  });

  it('ends with 130 when it is interrupted, says how to go on, and does', async () => {
    const { redis, out, args } = await started();
    const worker = slowly(60);
    startFakeWorker(redis.url, worker.act);
    const stopped = startCli(args);
    let said = '';
    stopped.process.stderr?.on('data', text => {
      said += text;
    });
    await until(() => (worker.given()[0] ?? 0) > 300);
    stopped.process.kill('SIGTERM');
    await until(() => said.includes('Stopping'));
    // What no worker has taken is taken back.
    await until(async () => (await waitingIn(redis)) === 0);
    worker.letGo();
    const { code, stderr } = await stopped.ended;
    expectCode({ code, stderr }, 130);
    expect(stderr).toContain('Stopping: finishing what is in flight (press Ctrl-C again to drop it).');
    expect(stderr).toMatch(/what was judged is kept, and the same command goes on from there\.\n$/);
    expect(worker.given()[0]).toBeLessThan(rows);
    expect(await redis.send('KEYS', 'eurus-eval:run*')).toEqual([]);
    expectCode(await runCli(args), 0);
    expect(new Set(verdictsIn(out).map(({ key }) => key)).size).toBe(rows);
    // Each was judged once: what was taken back had not been, and what had been was kept.
    expect(worker.given().reduce((sum, count) => sum + count, 0)).toBe(rows);
  });

  it('ends when no worker is there, at the first Ctrl-C', async () => {
    const { redis, args } = await started();
    const stopped = startCli([...args, '--quiet']);
    let said = '';
    stopped.process.stderr?.on('data', text => {
      said += text;
    });
    await until(async () => Number(await redis.send('EXISTS', 'eurus-eval:runs')) === 1);
    await until(() => said.includes('No worker has joined: start eurus-eval worker --queue URL.'));
    stopped.process.kill('SIGINT');
    expectCode(await stopped.ended, 130);
    expect(await redis.send('KEYS', '*')).toEqual([]);
  });
});

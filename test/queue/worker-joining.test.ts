import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeIdentity } from '../../src/cli/code-identity.ts';
import { tasksNamed } from '../../src/cli/queue-tasks.ts';
import { version } from '../../src/cli/version.ts';
import { EurusError, type Sandbox } from '../../src/core/index.ts';
import { dataDirectory as dataSource } from '../../src/dataset/index.ts';
import { createJoining, type JoiningOptions } from '../../src/queue/joining.ts';
import type { Judges } from '../../src/queue/judges.ts';
import { sandboxHere } from '../../src/queue/sandbox-here.ts';
import { createTotals } from '../../src/queue/totals.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../support/redis.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { type FakeRun, fakeRun, plannedOf, until } from './support/worker-run.ts';

const noJudges: Judges = {
  ...{ judge: async () => null, keep: () => {}, deaths: () => 0, residentMb: () => 0, close: () => {} },
};

describeWithRedis('a worker that looks for runs', () => {
  let folder: string;
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'eurus-test-'));
    server = await startRedis({ folder });
    redis = new Redis(server.url, { maxRetriesPerRequest: null });
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const joiningOf = (change: Partial<JoiningOptions>) => {
    const lines: string[] = [];
    const never = new AbortController().signal;
    const joining = createJoining(redis, {
      ...{ worker: 'w', judges: noJudges, totals: createTotals(), stalledAfterMs: 15_000, stop: never },
      ...{ signal: never, program: { version: version(), code: codeIdentity() }, againMs: 50 },
      ...{ data: dataSource(dataDirectory), tasksOf: wanted => tasksNamed(wanted, new Map()) },
      openedSandbox: sandboxHere(() => Promise.reject(noSandbox())),
      say: line => lines.push(line),
      onBroken: () => {},
      ...change,
    });
    return { joining, lines };
  };
  const noSandbox = () =>
    new EurusError('SANDBOX_MISSING', 'No sandbox can work here (native: no bwrap).', {
      hint: 'Install it.',
    });
  const announced = async (
    names: Readonly<Record<string, readonly string[]>>,
    label: string,
  ): Promise<FakeRun> => fakeRun(server.url, await plannedOf([], names, dataDirectory), label);

  describeWithData('with the data of benchmarks', () => {
    it('joins a run once its data has come, and does not say again that it is missing', async () => {
      const root = join(folder, 'data');
      mkdirSync(join(root, 'gsm8k'), { recursive: true });
      const { joining, lines } = joiningOf({ data: dataSource(root) });
      const run = await announced({ 'gsm8k.cot': ['strict'] }, 'of gsm8k');
      for (let looks = 0; looks < 3; looks += 1) {
        await joining.look();
        await sleep(60);
      }
      expect(lines).toEqual([
        expect.stringMatching(
          /^of gsm8k on there is not joined: no data file at .* "eurus-eval data pull gsm8k"/,
        ),
      ]);
      for (const name of ['test.jsonl.gz', 'train.jsonl.gz']) {
        copyFileSync(join(dataDirectory, 'gsm8k', name), join(root, 'gsm8k', `${name}.part`));
        renameSync(join(root, 'gsm8k', `${name}.part`), join(root, 'gsm8k', name));
      }
      await joining.look();
      expect([...joining.joined.keys()]).toEqual([run.id]);
      expect(lines.slice(1)).toEqual(['Joined of gsm8k on there: gsm8k.cot.']);
      await joining.partFromAll();
      await run.end();
    });

    it('without a sandbox joins runs without programs, and another once there is one', async () => {
      let isThere = false;
      const sandbox = { name: 'wasm', python: '3.14.2', close: async () => {} } as Sandbox;
      const { joining, lines } = joiningOf({
        openedSandbox: sandboxHere(async () => {
          if (!isThere) throw noSandbox();
          return sandbox;
        }),
      });
      const plain = await announced({ 'gsm8k.cot': ['strict'] }, 'plain');
      const programs = await announced({ 'humaneval.code': ['openai'] }, 'programs');
      await until(async () => {
        await joining.look();
        return joining.joined.has(plain.id) && joining.refused.has(programs.id);
      });
      expect(joining.refused.get(programs.id)?.why).toBe(
        'No sandbox can work here (native: no bwrap). Install it',
      );
      isThere = true;
      await until(async () => {
        await joining.look();
        return joining.joined.has(programs.id);
      });
      expect(lines.filter(line => line.startsWith('programs'))).toHaveLength(1);
      expect(lines.at(-1)).toBe('Joined programs on there: humaneval.code.');
      await joining.partFromAll();
      await Promise.all([plain.end(), programs.end()]);
    });

    it('parts from a run that is gone, and sweeps what it has left', async () => {
      const { joining } = joiningOf({});
      const run = await announced({ 'gsm8k.cot': ['strict'] }, 'short');
      await joining.look();
      expect(joining.joined.has(run.id)).toBe(true);
      await run.end();
      await redis.del(`eurus-eval:run:${run.id}`);
      await joining.look();
      expect(joining.joined.has(run.id)).toBe(true);
      await joining.look();
      await joining.look();
      expect(joining.joined.has(run.id)).toBe(false);
      await joining.partFromAll();
      expect(await redis.keys(`*${run.id}*`)).toEqual([]);
    });

    it('sends nothing to a run that is gone when a batch of it is judged', async () => {
      const judged = Promise.withResolvers<Awaited<ReturnType<Judges['judge']>>>();
      const { joining } = joiningOf({ judges: { ...noJudges, judge: () => judged.promise } });
      const run = await announced({ 'gsm8k.cot': ['strict'] }, 'left alone');
      await joining.look();
      await run.send([run.item(0, '0', '18')]);
      const joined = joining.joined.get(run.id);
      const batch = await joined?.next();
      const work = batch ? joined?.work(batch) : undefined;
      await run.end();
      await redis.del(`eurus-eval:run:${run.id}`);
      for (let looks = 0; looks < 3; looks += 1) await joining.look();
      await joining.partFromAll();
      judged.resolve({ items: [], back: 'too late', died: true });
      await work?.settled;
      expect(work).toBeDefined();
      expect(await redis.keys(`*${run.id}.*`)).toEqual([]);
    });

    it('leaves nothing of a run that ended just before it stops, and all of one that is there', async () => {
      const { joining } = joiningOf({});
      const [over, goesOn] = [
        await announced({ 'gsm8k.cot': ['strict'] }, 'over'),
        await announced({ 'gsm8k.cot': ['strict'] }, 'goes on'),
      ];
      await joining.look();
      await goesOn.send([goesOn.item(0, '0', '18')]);
      await over.end();
      await redis.del(`eurus-eval:run:${over.id}`);
      await joining.partFromAll();
      expect(await redis.keys(`*${over.id}.*`)).toEqual([]);
      expect(await goesOn.left()).toBe(1);
      await goesOn.end();
    });
  });
});

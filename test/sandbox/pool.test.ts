import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { openPool } from '../../sandbox/pool.ts';
import type { Program, Sandbox } from '../../src/core/index.ts';
import { busyMs, childrenOf, descendantsOf, isAlive, until } from './processes.ts';
import { describeSandboxes } from './support.ts';

const timeoutMs = 300;
const act = (code: string, limitMs = timeoutMs): Program => ({
  language: 'python',
  code,
  limits: { timeoutMs: limitMs, memoryMb: 128, maxOutputBytes: 1000 },
});

let pool: Sandbox | null = null;
const open = async (workers: number, ...arguments_: string[]): Promise<Sandbox> => {
  pool = await openPool({
    name: 'wasm',
    language: 'python',
    workers,
    command: {
      file: new URL('./workers/scripted.ts', import.meta.url),
      arguments: arguments_,
      nodeFlags: [],
    },
    residentLimitMb: () => 300,
    graceMs: () => 200,
    startTimeoutMs: 60_000,
  });
  return pool;
};
afterEach(async () => {
  await pool?.close();
  pool = null;
});

describe('the pool', () => {
  it('runs as many programs at a time as it has workers, and queues the rest', async () => {
    const { run } = await open(2);
    const executions = await Promise.all(Array.from({ length: 20 }, () => run(act('answer', 60_000))));
    expect(executions.map(({ outcome }) => outcome)).toEqual(Array(20).fill('finished'));
    expect(new Set(executions.map(({ stdout }) => stdout)).size).toBeLessThanOrEqual(2);
  });

  it('gives a worker no environment and only the arguments it is meant to have', async () => {
    const { run } = await open(1, 'argument');
    const [names, flags, given] = JSON.parse((await run(act('environment', 60_000))).stdout) as string[][];
    expect(names?.filter(name => name !== 'NODE_CHANNEL_FD' && !name.startsWith('NODE_CHANNEL'))).toEqual([]);
    expect([flags, given]).toEqual([[], ['argument']]);
  });

  it.each([
    ['stuck', 'timed-out'],
    ['abort', 'crashed'],
    ['leave', 'crashed'],
    ['nonsense', 'crashed'],
  ])('turns a worker that does "%s" into %s, and replaces it', async (behaviour, outcome) => {
    const { run } = await open(1);
    const before = (await run(act('answer', 60_000))).stdout;
    const limitMs = behaviour === 'stuck' ? timeoutMs : 60_000;
    const startedMs = performance.now();
    const execution = await run(act(behaviour, limitMs));
    expect(execution).toMatchObject({ outcome, error: { origin: 'candidate' } });
    expect(performance.now() - startedMs).toBeLessThan(limitMs + busyMs);
    const after = (await run(act('answer', 60_000))).stdout;
    expect(after).not.toBe(before);
    expect(await until(() => !isAlive(Number(before)))).toBe(true);
  });

  it('does not take a second answer for that of the next program', async () => {
    const { run } = await open(1);
    expect((await run(act('twice', 60_000))).stdout).toBe('first');
    const next = await run(act('slow', 60_000));
    expect(next.stdout).not.toBe('second');
    expect(['finished', 'crashed']).toContain(next.outcome);
  });

  it.runIf(process.platform === 'linux')('kills a worker that takes too much memory', async () => {
    const { run } = await open(1);
    const execution = await run(act('hog', 60_000));
    expect(execution).toMatchObject({ outcome: 'out-of-memory', error: { type: 'MemoryError' } });
  });

  it('goes on with others while a worker waits for a deadline', async () => {
    const { run, close } = await open(2);
    const stuck = run(act('stuck', 600_000)).catch(error => error);
    for (let index = 0; index < 50; index++) await run(act('answer', 60_000));
    await close();
    // It was still at it.
    expect(await stuck).toMatchObject({ code: 'INTERRUPTED' });
  });

  it('runs a program again, once, when someone outside kills its worker', async () => {
    const { run } = await open(1);
    const first = (await run(act('answer', 60_000))).stdout;
    const running = run(act('slow', 60_000));
    process.kill(Number(first), 'SIGKILL');
    const execution = await running;
    expect(execution).toMatchObject({ outcome: 'finished', reruns: 1 });
    expect(await run(act('answer', 60_000))).not.toHaveProperty('reruns');
    expect(execution.stdout).not.toBe(first);
  });

  it('rejects what runs or waits when it is closed, and leaves no process', async () => {
    const sandbox = await open(2);
    const [one, two] = await Promise.all([
      sandbox.run(act('slow', 60_000)),
      sandbox.run(act('slow', 60_000)),
    ]);
    const waiting = [act('stuck'), act('stuck'), act('answer')].map(program => sandbox.run(program));
    const settled = Promise.allSettled(waiting);
    await Promise.all([sandbox.close(), sandbox.close()]);
    for (const result of await settled)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'INTERRUPTED' } });
    expect([one, two].some(({ stdout }) => isAlive(Number(stdout)))).toBe(false);
    await expect(sandbox.run(act('answer'))).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('says why its workers cannot start', async () => {
    await expect(open(1, 'broken')).rejects.toMatchObject({
      code: 'SANDBOX_MISSING',
      message: expect.stringContaining('a part is missing'),
    });
  });
});

describeSandboxes(backend => {
  describe.runIf(process.platform === 'linux')('the pool', () => {
    it.runIf(existsSync('/usr/bin/setpriv'))('ends with a parent that is killed at work', async () => {
      const script = fileURLToPath(new URL('./workers/parent.ts', import.meta.url));
      const parent = spawn(process.execPath, [script, backend], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(parent.stdout, 'data');
      expect(childrenOf(parent.pid ?? -1)).toHaveLength(2);
      const workers = descendantsOf(parent.pid ?? -1);
      parent.kill('SIGKILL');
      expect(await until(() => !workers.some(isAlive))).toBe(true);
    });
  });
});

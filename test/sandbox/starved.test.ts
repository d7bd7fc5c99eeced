import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findPrograms, searchFolders } from '../../sandbox/programs.ts';
import { longestMs } from '../../sandbox/stretch.ts';
import type { CellExecution, Execution, Sandbox } from '../../src/core/index.ts';
import { describeWith } from '../support/requires.ts';
import { cpuTicksOf, descendantsOf, isAlive, until } from './processes.ts';
import { describeSandbox, openSandbox } from './support.ts';

const HOGS = 10;
const [taskset = ''] = findPrograms('taskset', searchFolders());
/** The first processor that we may use. */
const processor = /^Cpus_allowed_list:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';

/** One that has its processor for itself as far as others let it, in a session of its own, as systems share by sessions. */
const startHog = (): ChildProcess =>
  spawn(taskset, ['-c', processor, '/bin/sh', '-c', 'while :; do :; done'], {
    detached: true,
    stdio: 'ignore',
  });

/** One that ends meanwhile, as a session's does behind our back, needs no pin. */
const pin = (pid: number): void => {
  try {
    execFileSync(taskset, ['-c', '-p', processor, String(pid)], { stdio: 'ignore' });
  } catch (error) {
    if (isAlive(pid)) throw error;
  }
};

describeWith('taskset (of util-linux)', taskset !== '')(
  'programs that share a processor with ten others',
  () => {
    describeSandbox('native')('in native', () => {
      let sandbox: Sandbox;
      let hogs: readonly ChildProcess[] = [];
      const limits = { timeoutMs: 700, memoryMb: 256, maxOutputBytes: 4096 };
      const script = (code: string): Promise<Execution> => sandbox.run({ language: 'python', code, limits });

      beforeAll(async () => {
        sandbox = await openSandbox('native', 1);
        const session = sandbox.openSession?.();
        await session?.run('1', { ...limits, timeoutMs: 60_000 });
        await session?.close();
        // Guests are born where those are that make them.
        for (const pid of descendantsOf(process.pid)) pin(pid);
        hogs = Array.from({ length: HOGS }, startHog);
        expect(await until(() => hogs.every(({ pid = 0 }) => cpuTicksOf(pid) > 0), 60_000)).toBe(true);
      }, 120_000);
      afterAll(async () => {
        for (const hog of hogs) hog.kill('SIGKILL');
        await sandbox.close();
      });

      /** It had its time late, or never. */
      const wasNotBlamed = (execution: Execution | CellExecution) => {
        if (execution.outcome !== 'finished')
          expect(execution).toMatchObject({ outcome: 'timed-out', starved: true });
      };

      it('are given what they had to wait: a right one is not called wrong', {
        timeout: 120_000,
      }, async () => {
        const execution = await script('import time\nwhile time.process_time() < 0.3: pass');
        wasNotBlamed(execution);
        // Of a processor it has an eleventh at most.
        expect(execution.durationMs).toBeGreaterThan(limits.timeoutMs);
        expect(execution.waitedMs).toBeGreaterThan(0);
      });

      it('are given it too when their tests ask many questions', { timeout: 120_000 }, async () => {
        const execution = await sandbox.run({
          language: 'python',
          code: 'def f(x):\n    return sum(range(30_000)) * 0 + x',
          tests: { prelude: '', code: 'for x in range(300): assert f(x) == x', entryPoints: ['f'] },
          limits: { ...limits, callTimeoutMs: 100 },
        });
        wasNotBlamed(execution);
      });

      it('are given it too when they are cells of a session', { timeout: 120_000 }, async () => {
        const session = sandbox.openSession?.();
        if (session === undefined) throw new Error('there are no sessions');
        const cell =
          'import time\nstart = time.process_time()\nwhile time.process_time() - start < 0.3: pass\nx = 42';
        const execution = await session.run(cell, limits);
        wasNotBlamed(execution);
        if (execution.outcome === 'finished')
          expect(await session.run('x', { ...limits, timeoutMs: 60_000 })).toMatchObject({ value: '42' });
        await session.close();
      });

      it.each([
        ['that computes without end', 'while True: pass'],
        [
          'whose forty threads compute without end, and wait for each other',
          `
import hashlib, threading
def burn():
    while True: hashlib.pbkdf2_hmac('sha256', b'x', b'y', 20_000)
for _ in range(40): threading.Thread(target=burn).start()
`,
        ],
      ])(
        'has no more than its own time, and an end, when it is one %s',
        { timeout: 120_000 },
        async (_name, code) => {
          const { outcome, cpuMs, waitedMs } = await script(code);
          expect(outcome).toBe('timed-out');
          expect(waitedMs).toBeGreaterThanOrEqual(0);
          expect(waitedMs).toBeLessThan(longestMs(limits.timeoutMs) + 10_000);
          // One processor is all they have here; their birth and our looking are in it, too.
          expect(cpuMs).toBeLessThan(2 * limits.timeoutMs);
        },
      );

      it('has its limit and nothing more when it sleeps', { timeout: 120_000 }, async () => {
        const execution = await script('import time\ntime.sleep(1000)');
        expect(execution).toMatchObject({ outcome: 'timed-out', error: { type: 'Timeout' } });
        expect(execution).not.toHaveProperty('starved');
      });
    });
  },
);

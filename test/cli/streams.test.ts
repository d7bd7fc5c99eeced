import { execFile, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startServer } from '../../src/scripted/index.ts';
import { runCli, startCli } from '../support/cli.ts';
import { expectCode } from '../support/expect-code.ts';
import { temporaryFolder } from '../support/folder.ts';
import { dataDirectory, describeWithData, projectRoot } from '../support/requires.ts';

const entry = join(projectRoot, 'bin', 'eurus-eval.js');

describeWithData('a reader that goes away', () => {
  it.each(['stdout', 'stderr'] as const)('does not change the exit code: %s', async gone => {
    const server = await startServer({ answer: () => '\\boxed{1}' });
    try {
      const args = ['run', 'gsm8k', '--limit', '5', '--model', 'vllm/m', '--base-url', server.url];
      const folder = temporaryFolder();
      const child = spawn(
        process.execPath,
        [entry, ...args, '--fail-under', 'pass@1=0.99', '--data-dir', dataDirectory, '--results', folder],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      );
      child[gone].destroy();
      expect(await new Promise(resolve => child.on('close', resolve))).toBe(100);
    } finally {
      await server.close();
    }
  });
});

describe('text of a server', () => {
  it('cannot reach the terminal as an escape sequence', async () => {
    const server = await startServer({
      answer: () => ({
        status: 404,
        body: { error: { message: '\u001b]0;title\u0007\u001b[31mred\nline' } },
      }),
      models: ['\u001b]0;title\u0007\u001b[31mred\nline'],
    });
    try {
      const args = [
        'run',
        'gsm8k',
        '--model',
        'vllm/m',
        '--base-url',
        server.url,
        '--data-dir',
        dataDirectory,
      ];
      const { code, stderr } = await runCli([...args, '--results', temporaryFolder()]);
      expectCode({ code, stderr }, 2);
      expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    } finally {
      await server.close();
    }
  });
});

const isRunning = (pid: number): boolean => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

describe('exec', () => {
  it('leaves no process behind when it is interrupted', async () => {
    const file = join(temporaryFolder(), 'loop.py');
    writeFileSync(file, 'while True: pass');
    const started = startCli(['exec', file, '--timeout', '60']);
    const children = async (): Promise<readonly number[]> => {
      const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid,ppid']);
      return stdout
        .split('\n')
        .map(line => line.trim().split(/\s+/).map(Number))
        .flatMap(([pid, parent]) => (pid !== undefined && parent === started.process.pid ? [pid] : []));
    };
    let workers: readonly number[] = [];
    while (workers.length === 0) {
      await sleep(50);
      workers = await children();
    }
    await sleep(500);
    started.process.kill('SIGINT');
    expectCode(await started.ended, 130);
    // They were killed before it ended; when the system gets round to it is the system's.
    while (workers.some(isRunning)) await sleep(20);
  });
});

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/requires.ts';

const fixture = join(projectRoot, 'test', 'cli', 'interrupts.fixture.ts');

/** Signals for work that does not listen; each is sent when what the one before it brought has been seen. */
const send = async (
  mode: 'drains' | 'drops',
  steps: readonly (readonly [signal: NodeJS.Signals, answer: string])[],
  patienceMs = 600_000,
): Promise<{ code: number | null; stderr: string }> => {
  const child = spawn(process.execPath, [fixture, mode, String(patienceMs)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  const says = async (text: string): Promise<void> => {
    while (!stderr.includes(text) && child.exitCode === null) await sleep(10);
  };
  await says('started');
  for (const [signal, answer] of steps) {
    child.kill(signal);
    await says(answer);
    await sleep(200);
  }
  return { code: await ended, stderr };
};

describe('work that does not stop', () => {
  it('is left at the third Ctrl-C', async () => {
    const { code, stderr } = await send('drains', [
      ['SIGINT', 'Stopping: finishing'],
      ['SIGINT', 'Stopping now.'],
      ['SIGINT', 'Stopped at once.'],
    ]);
    expect(code).toBe(130);
    expect(stderr.trimEnd().split('\n').slice(1)).toEqual([
      'Stopping: finishing what is in flight (press Ctrl-C again to drop it).',
      'Stopping now.',
      'Stopped at once. The same command goes on.',
    ]);
  });

  it('is left at the second where there is nothing to finish', async () => {
    const { code, stderr } = await send('drops', [
      ['SIGINT', 'Stopping now.'],
      ['SIGTERM', 'Stopped at once.'],
    ]);
    expect(code).toBe(130);
    expect(stderr).not.toContain('finishing');
  });

  it('is left after a while without any further wish', async () => {
    const { code, stderr } = await send('drops', [['SIGINT', 'Stopping now.']], 300);
    expect(code).toBe(130);
    expect(stderr).toContain('Stopped at once. The same command goes on.');
  });
});

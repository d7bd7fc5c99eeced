import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/requires.ts';
import { freshDirectory } from './fakes.ts';

/**
 * Peak memory in MiB of a process that handles 192 MB of answers. The young generation is kept small, so
 * that what is measured is what is held on to, not what is waiting to be collected.
 */
const peakOf = async (mode: 'run' | 'score'): Promise<number> => {
  const script = join(projectRoot, 'test/run/memory.fixture.ts');
  const directory = join(await freshDirectory(), 'run');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-semi-space-size=16',
    // As `run` sets them (src/cli/small-heap.ts).
    '--semi-space-growth-factor=1',
    '--heap-growing-percent=30',
    script,
    mode,
    directory,
  ]);
  const { completed, peakMb } = JSON.parse(stdout);
  expect(completed).toBe(24_000);
  return peakMb;
};

describe('memory', () => {
  it('does not grow with the answers that are generated', async () => {
    expect(await peakOf('run')).toBeLessThan(230);
  });

  it('does not grow with the answers that are scored', async () => {
    expect(await peakOf('score')).toBeLessThan(230);
  });
});

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/requires.ts';
import { rounds } from '../support/thorough.ts';
import { freshDirectory } from './fakes.ts';

/** Answers of 8,000 characters, and less memory than all of them would add to what a process needs. */
const { answers, mostMb } = rounds({
  usual: { answers: 10_000, mostMb: 200 },
  thorough: { answers: 24_000, mostMb: 230 },
});

/**
 * Peak memory in MiB of a process that handles so many answers. The young generation is kept small, so
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
    String(answers),
  ]);
  const { completed, peakMb } = JSON.parse(stdout);
  expect(completed).toBe(answers);
  return peakMb;
};

describe('memory', () => {
  it('does not grow with the answers that are generated', async () => {
    expect(await peakOf('run')).toBeLessThan(mostMb);
  });

  it('does not grow with the answers that are scored', async () => {
    expect(await peakOf('score')).toBeLessThan(mostMb);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export * from './fake-parts.ts';
export * from './fake-starts.ts';

/** A fresh folder that is removed when the test ends. */
export const freshDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'eurus-run-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
};

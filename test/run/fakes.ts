import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export * from './fake-parts.ts';
export * from './fake-starts.ts';

const made: string[] = [];
afterAll(async () => {
  for (const directory of made) await rm(directory, { recursive: true, force: true });
});

/** A fresh folder, removed after the file's tests. */
export const freshDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'eurus-run-'));
  made.push(directory);
  return directory;
};

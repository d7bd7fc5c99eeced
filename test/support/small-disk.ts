import { execFile } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const sh = promisify(execFile);

/** A disk that is soon full, and how to be rid of it. */
export type SmallDisk = { readonly path: string; remove(): Promise<void> };

/** A file system of a few KiB in memory; null, said on stderr, where this machine lets us make none. */
export const smallDisk = async (kib = 256): Promise<SmallDisk | null> => {
  const path = await mkdtemp(join(tmpdir(), 'eurus-disk-'));
  try {
    await sh('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', path]);
  } catch {
    await rmdir(path);
    console.warn('Only root can mount a small disk: a test of full disks is skipped.');
    return null;
  }
  return {
    path,
    remove: async () => {
      await sh('umount', [path]);
      await rmdir(path);
    },
  };
};

import { readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EurusError } from '../core/index.ts';
import { makeDirectory, syncDirectory } from '../run/disk.ts';
import { errnoOf, onDisk } from '../run/disk-error.ts';
import { lockDirectory } from '../run/lock.ts';
import { readManifest } from '../run/manifest.ts';

/** Where a merge writes. */
export type Out = {
  readonly directory: string;
  /** True where an earlier merge is there, whose records are kept. */
  readonly isThere: boolean;
};

/**
 * Looks whether a merge may write somewhere.
 * @throws EurusError `USAGE` for what is no merge, `RECORDS_UNREADABLE` for one that is damaged
 */
export const lookAtOut = async (path: string): Promise<Out> => {
  const directory = resolve(path);
  const names = await readdir(directory).catch(thrown => {
    if (errnoOf(thrown) === 'ENOENT') return null;
    const why = errnoOf(thrown) === 'ENOTDIR' ? 'is a file' : `cannot be read (${errnoOf(thrown)})`;
    throw new EurusError('USAGE', `${path} ${why}, expected a folder for the joined run.`);
  });
  if (names === null || names.length === 0) return { directory, isThere: false };
  const manifest = await readManifest(path);
  if (manifest?.merged !== undefined) return { directory, isThere: true };
  const what = manifest === null ? 'holds other files' : 'is a run that no merge has made';
  throw new EurusError('USAGE', `${path} ${what}.`, {
    hint: 'merge OUT SHARD…: the first folder is written. Name one that is new, or what merge has made of these shards.',
  });
};

/** In this order a merge that is there is brought up to date: at no moment is a verdict without its answer. */
const inOrder = ['completions', 'turns', 'rewards', 'verdicts', 'votes', 'samples', 'panel'] as const;

/**
 * Builds a run directory beside its place and puts it there when it is whole. Whatever ends the work earlier leaves the
 * place as it was; what a killed one has left is removed by the next.
 * @param build writes the new directory
 */
export const writeOut = async <T>(
  { directory, isThere }: Out,
  build: (directory: string) => Promise<T>,
): Promise<T> => {
  const beside = `${directory}.merging`;
  await makeDirectory(beside);
  const unlock = await lockDirectory(beside);
  let unlockOut: (() => Promise<void>) | null = null;
  const fresh = join(beside, 'run');
  try {
    if (isThere) unlockOut = await lockDirectory(directory);
    await onDisk(fresh, () => rm(fresh, { recursive: true, force: true }));
    await makeDirectory(fresh);
    const built = await build(fresh);
    await onDisk(directory, () => (isThere ? replaceFiles(fresh, directory) : takePlace(fresh, directory)));
    return built;
  } finally {
    await unlockOut?.();
    await rm(fresh, { recursive: true, force: true }).catch(() => {});
    await unlock();
    await rm(beside, { recursive: true, force: true }).catch(() => {});
  }
};

/** An empty folder gives way. */
const takePlace = async (fresh: string, directory: string): Promise<void> => {
  await rename(fresh, directory);
  await syncDirectory(dirname(directory));
};

/** Each file takes the place of the older one; all of them hold what the older ones held, and more. */
const replaceFiles = async (fresh: string, directory: string): Promise<void> => {
  for (const folder of inOrder) {
    const names = await readdir(join(fresh, folder)).catch((): string[] => []);
    if (names.length > 0) await makeDirectory(join(directory, folder));
    for (const name of names) await rename(join(fresh, folder, name), join(directory, folder, name));
    await syncDirectory(join(directory, folder));
  }
  for (const name of ['run.json', 'summary.json']) {
    if (await isFile(join(fresh, name))) await rename(join(fresh, name), join(directory, name));
  }
  await syncDirectory(directory);
};

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isFile(),
    () => false,
  );

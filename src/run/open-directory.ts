import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EurusError, type Manifest } from '../core/index.ts';
import { canonicalJson } from './canonical.ts';
import { makeDirectory, temporarySuffix } from './disk.ts';
import { lockDirectory } from './lock.ts';
import { type ManifestParts, mergeManifest, readManifest, writeManifest } from './manifest.ts';
import { dropOutdatedVerdicts } from './store.ts';

/** Makes a run directory where there is none, and keeps other writers out of it meanwhile. */
export const inDirectory = async <T>(directory: string, work: () => Promise<T>): Promise<T> => {
  await makeDirectory(directory);
  const unlock = await lockDirectory(directory);
  try {
    return await work();
  } finally {
    await unlock();
  }
};

/**
 * Writes the manifest of a command, after comparing it with the one that is there.
 * @throws EurusError `RUN_MISMATCH` | `RECORDS_UNREADABLE` | `DISK_*`
 */
export const openDirectory = async (directory: string, parts: ManifestParts): Promise<Manifest> => {
  const before = await readManifest(directory);
  if (before === null && existsSync(join(directory, 'completions'))) {
    throw new EurusError('RUN_MISMATCH', `${directory} has completions, but its run.json is lost`, {
      hint: 'Put the file back, or begin anew with another --run-name.',
    });
  }
  const manifest = mergeManifest(before, parts, directory);
  // Before the new versions are written down, so that a kill in between changes nothing.
  await dropOutdatedVerdicts(directory, before, parts.planned);
  if (canonicalJson(before) !== canonicalJson(manifest)) await writeManifest(directory, manifest);
  await removeTemporary(directory);
  await makeDirectory(join(directory, 'completions'));
  await makeDirectory(join(directory, 'verdicts'));
  return manifest;
};

/** Files that a command which was killed had not finished: nobody else writes here now. */
const removeTemporary = async (directory: string): Promise<void> => {
  for (const folder of ['.', 'completions', 'verdicts', 'samples', 'panel', 'turns', 'rewards']) {
    const names = await readdir(join(directory, folder)).catch((): string[] => []);
    for (const name of names.filter(name => name.endsWith(temporarySuffix))) {
      await rm(join(directory, folder, name), { force: true }).catch(() => {});
    }
  }
};

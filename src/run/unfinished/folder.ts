import { copyFile, rm } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { makeDirectory, takeName, temporaryPath, writeWhole } from '../disk.ts';
import { onDisk } from '../disk-error.ts';
import { unfinishedFolder, workPath } from '../layout.ts';
import { sizeOf } from '../records.ts';
import type { Room } from '../room.ts';
import { encodeWorkFile, otherness, readWorkFile, sandboxIn, type Work, type WorkSandbox } from './work.ts';

/** A file that is written in the folder of unfinished work, and what it is called once all is done. */
export type UnfinishedFile = { readonly path: string; readonly target: string };

/** The folder of unfinished work in a run directory. */
export type WorkFolder = {
  /** The run directory. */
  readonly directory: string;
  readonly work: Work;
  /** Those that are gone on with. */
  readonly files: readonly UnfinishedFile[];
  readonly room: Room;
};

/**
 * Makes the folder, in which stands what an earlier command on the same work has left. What is of other work is removed.
 * @param say is told of that in a line
 * @throws EurusError `DISK_FULL` | `DISK_DENIED`
 */
export const openFolder = async (of: WorkFolder, say: (line: string) => void): Promise<void> => {
  const folder = unfinishedFolder(of.directory);
  const before = await readWorkFile(workPath(folder));
  const other = before === null ? null : otherness(before.work, of.work);
  if (other !== null) say(`${folder} is of other work (${other}): judging from the start.`);
  if (before === null || other !== null) await removeFolder(of.directory);
  else if (before.complete !== null) await restore(of, before.complete);
  for (const path of new Set([folder, ...of.files.map(file => dirname(file.path))]))
    await makeDirectory(path);
  await noteWork(of);
};

/** What ran the programs of an earlier command on the same work; null where there was none, and where none was run. */
export const foundSandbox = async (
  directory: string,
  work: Omit<Work, 'sandbox'>,
  asked: string | undefined,
): Promise<WorkSandbox> => {
  const before = await readWorkFile(workPath(unfinishedFolder(directory)));
  const sandbox = sandboxIn(before?.work);
  if (before === null || (asked !== undefined && sandbox?.name !== asked)) return null;
  return otherness(before.work, { ...work, sandbox }) === null ? sandbox : null;
};

/** Says what work the files are of, and that it goes on. */
export const noteWork = ({ directory, work, room }: WorkFolder): Promise<void> =>
  writeWhole(workPath(unfinishedFolder(directory)), encodeWorkFile({ work, complete: null }), room);

/** Says that the files are complete: a command that is killed while they take their names is gone on with all the same. */
export const noteComplete = async ({ directory, work, files, room }: WorkFolder): Promise<void> => {
  const complete: Record<string, number> = {};
  for (const { path, target } of files) complete[relative(directory, target)] = await sizeOf(path);
  await writeWhole(workPath(unfinishedFolder(directory)), encodeWorkFile({ work, complete }), room);
};

/** Brings back files that had taken their names when a command was killed, unless somebody has written to them since. */
const restore = async (
  { directory, files, room }: WorkFolder,
  complete: Readonly<Record<string, number>>,
): Promise<void> => {
  for (const { path, target } of files) {
    const size = complete[relative(directory, target)];
    if (size === undefined || (await sizeOf(path)) > 0 || (await sizeOf(target)) !== size) continue;
    await room.write(path, () => copyFile(target, temporaryPath(path)));
    await takeName(path);
  }
};

export const removeFolder = (directory: string): Promise<void> => {
  const folder = unfinishedFolder(directory);
  return onDisk(folder, () => rm(folder, { recursive: true, force: true }));
};

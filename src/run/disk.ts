import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf, onDisk } from './disk-error.ts';
import { noPatience, type Room } from './room.ts';

/**
 * Makes a folder and those above it, where they are missing: one step at a time, because Node's recursive
 * mkdir hides a read-only file system, and never returns where a parent that exists denies the name.
 */
export const makeDirectory = (path: string): Promise<void> => onDisk(path, () => makeMissing(path));

const makeMissing = async (path: string): Promise<void> => {
  try {
    await mkdir(path);
    await syncDirectory(dirname(path));
  } catch (thrown) {
    const code = errnoOf(thrown);
    if (code === 'EEXIST' && (await isFolder(path))) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path || (await isFolder(parent))) throw thrown;
    await makeMissing(parent);
    await makeMissing(path);
  }
};

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false,
  );

export const temporarySuffix = '.tmp';

/** Where a file is written before it takes its name. */
export const temporaryPath = (path: string): string => `${path}${temporarySuffix}`;

/** Gives a finished temporary file its name, and makes the name last through a loss of power. */
export const takeName = (path: string): Promise<void> =>
  onDisk(path, async () => {
    await rename(temporaryPath(path), path);
    await syncDirectory(dirname(path));
  });

/** Replaces a whole file: readers see the old text or the new, never a part. */
export const writeWhole = async (path: string, text: string, room: Room = noPatience): Promise<void> => {
  await room.write(path, async () => {
    const file = await open(temporaryPath(path), 'w');
    try {
      await writeAll(file, Buffer.from(text, 'utf8'));
      await file.sync();
    } catch (thrown) {
      await rm(temporaryPath(path), { force: true }).catch(() => {});
      throw thrown;
    } finally {
      await file.close();
    }
  });
  await takeName(path);
};

/** Writes all of the bytes: a single `write` may take only a part of them. */
export const writeAll = async (file: Pick<FileHandle, 'write'>, bytes: Uint8Array): Promise<void> => {
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written, bytes.length - written)).bytesWritten;
  }
};

/**
 * Makes names in a folder last through a loss of power. Not every system lets a folder be opened and synced; what
 * was done in it has been done by then.
 */
export const syncDirectory = async (path: string): Promise<void> => {
  try {
    const directory = await open(path, 'r');
    await directory.sync().finally(() => directory.close());
  } catch {
    // nothing more can be done
  }
};

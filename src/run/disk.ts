import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EurusError, messageOf } from '../core/index.ts';

/** The `code` of a Node error, e.g. `ENOSPC`; undefined for anything else. */
export const errnoOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;

const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  EISDIR: 'it is a folder',
  ENOENT: 'no folder can be made there',
  EEXIST: 'a file of that name is in the way',
};

/**
 * What a failed write is to the user.
 * @returns EurusError `DISK_FULL` | `DISK_DENIED` for a failure of the file system, else what was thrown
 */
export const diskError = (thrown: unknown, path: string): unknown => {
  const code = errnoOf(thrown);
  if (thrown instanceof EurusError || code === undefined) return thrown;
  if (full.has(code)) {
    return new EurusError('DISK_FULL', `cannot write ${path}: the disk is full`, {
      cause: thrown,
      hint: 'Free some space and run the same command again; what was written stays.',
    });
  }
  return new EurusError('DISK_DENIED', `cannot write ${path}: ${reasons[code] ?? messageOf(thrown)}`, {
    cause: thrown,
    hint: 'Choose another folder for results, or make this one writable.',
  });
};

/** Does work on a file and names the file when the file system fails. */
export const onDisk = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (thrown) {
    throw diskError(thrown, path);
  }
};

/**
 * Makes a folder and those above it, where they are missing: one step at a time, because Node's recursive
 * mkdir hides a read-only file system, and never returns where a parent that exists denies the name.
 */
export const makeDirectory = (path: string): Promise<void> => onDisk(path, () => makeMissing(path));

const makeMissing = async (path: string): Promise<void> => {
  try {
    await mkdir(path);
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

/** Where a file is written before it takes its name. */
export const temporaryPath = (path: string): string => `${path}.tmp`;

/** Gives a finished temporary file its name, and makes the name last through a loss of power. */
export const takeName = (path: string): Promise<void> =>
  onDisk(path, async () => {
    await rename(temporaryPath(path), path);
    await syncDirectory(dirname(path));
  });

/** Replaces a whole file: readers see the old text or the new, never a part. */
export const writeWhole = async (path: string, text: string): Promise<void> => {
  await onDisk(path, async () => {
    const file = await open(temporaryPath(path), 'w');
    try {
      await writeAll(file, text);
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

/** Writes all of the text: a single `write` may take only a part of it. */
export const writeAll = async (file: FileHandle, text: string): Promise<void> => {
  const bytes = Buffer.from(text, 'utf8');
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written, bytes.length - written)).bytesWritten;
  }
};

/** Not every system lets a folder be opened and synced; the rename itself has been done by then. */
const syncDirectory = async (path: string): Promise<void> => {
  try {
    const directory = await open(path, 'r');
    await directory.sync().finally(() => directory.close());
  } catch {
    // nothing more can be done
  }
};

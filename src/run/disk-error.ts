import { EurusError, messageOf } from '../core/index.ts';

/** The `code` of a Node error, e.g. `ENOSPC`; undefined for anything else. */
export const errnoOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;

const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** True for a write that failed because there is no room: it may do so later. */
export const isFull = (thrown: unknown): boolean => full.has(errnoOf(thrown) ?? '');

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
  if (isFull(thrown)) {
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

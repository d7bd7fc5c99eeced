import { messageOf } from '../core/index.ts';

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is a file',
  ENAMETOOLONG: 'the name is too long',
};

/** What is wrong with a file, in plain words. */
export const fileProblem = (error: unknown): string =>
  problems[(error as NodeJS.ErrnoException | null)?.code ?? ''] ?? messageOf(error);

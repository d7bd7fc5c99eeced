import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const SYSTEM_FOLDERS = ['/usr/bin', '/bin', '/usr/local/bin'];

/** The folders of the PATH, then those where systems keep their programs. */
export const searchFolders = (): readonly string[] =>
  [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS].filter(folder => folder.startsWith('/'));

export const findPrograms = (name: string, folders: readonly string[]): readonly string[] => [
  ...new Set(folders.map(folder => join(folder, name)).filter(isExecutable)),
];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

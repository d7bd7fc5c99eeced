import { type DataFile, EurusError } from '../core/index.ts';
import { locate, locationName, placesOf, storedSha256 } from './data-directory.ts';

export type FileState = {
  readonly file: DataFile;
  readonly state: 'present' | 'missing' | 'corrupt';
  /** The path that was looked at. */
  readonly path: string;
  /** In words: what was found and what was expected. */
  readonly detail: string;
};

/** Compares every file of a data directory with its checksum, in the order given. Changes nothing. */
export const verifyFiles = async (
  files: readonly DataFile[],
  root: string,
): Promise<readonly FileState[]> => {
  const states: FileState[] = [];
  for (const file of files) states.push(await stateOf(file, root));
  return states;
};

/** Whether one data file is there, unchanged. A file that cannot be read counts as corrupt. */
export const stateOf = async (file: DataFile, root: string): Promise<FileState> => {
  const location = locate(root, file);
  const path = locationName(location);
  try {
    const found = await storedSha256(location);
    if (found === null) return { file, state: 'missing', path, detail: placesOf(root, file) };
    return found === file.sha256
      ? { file, state: 'present', path, detail: `sha256 ${found}` }
      : { file, state: 'corrupt', path, detail: `sha256 is ${found}, expected ${file.sha256}` };
  } catch (error) {
    if (!(error instanceof EurusError)) throw error;
    return { file, state: 'corrupt', path, detail: error.message };
  }
};

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EurusError } from '../core/index.ts';
import { nearest } from './nearest.ts';

/**
 * The directory of a run that a user named: a path, or the name of a run below the folder where runs are kept.
 * @throws EurusError `USAGE`
 */
export const findRun = async (name: string, root: string): Promise<string> => {
  const places = [name, join(root, name)];
  for (const place of places) if (await isRun(place)) return place;
  const names = await readdir(root).catch((): string[] => []);
  const guess = nearest(name, names);
  throw new EurusError('USAGE', `There is no run ${name}, neither here nor in ${root}.`, {
    hint: guess
      ? `Did you mean "${guess}"?`
      : 'Name a folder that has a run.json; --results DIR says where runs are kept.',
  });
};

const isRun = (path: string): Promise<boolean> =>
  stat(join(path, 'run.json')).then(
    () => true,
    () => false,
  );

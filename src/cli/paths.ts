import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files that are dear to make and safe to lose. */
export const cacheDirectory = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'eurus-eval');

/** Where benchmark files are: the flag, else the environment, else a folder of the user's cache. */
export const dataRoot = (flag: string | undefined): string =>
  flag ?? (process.env.EURUS_DATA_DIR || join(cacheDirectory(), 'data'));

/** Where runs are kept: the flag, else the environment, else `results/runs` here. */
export const resultsRoot = (flag: string | undefined): string =>
  flag ?? (process.env.EURUS_RESULTS_DIR || join('results', 'runs'));

/** The `benchmarks` folder of this package, which holds the shipped samples. */
export const benchmarksFolder = (): string => {
  const sources = fileURLToPath(new URL('../../benchmarks/', import.meta.url));
  if (existsSync(sources)) return sources;
  throw new Error(`the folder ${sources} of eurus-eval is missing`);
};

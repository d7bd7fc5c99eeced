import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { EurusError } from '../../core/index.ts';
import { openRun, type RunRecord } from '../../record/index.ts';
import type { RunId } from '../api.ts';

/** The runs in a folder, as they are at the moment. */
export type RunFolder = {
  /** Directories that look like runs, by their ids. */
  find(): Promise<ReadonlyMap<RunId, string>>;
  /**
   * One of them, read again only when its files have changed.
   * @throws EurusError `RECORDS_UNREADABLE`
   */
  open(directory: string): Promise<RunRecord>;
};

/** A folder that was searched so recently is not searched again. */
const freshMs = 500;

/** How deep below the folder runs may lie, and how many directories are looked at. */
const maxDepth = 3;
const maxDirectories = 10_000;

/**
 * @param folder a folder of runs, or a run
 * @throws EurusError `USAGE` when it is no folder
 */
export const openRunFolder = async (folder: string): Promise<RunFolder> => {
  const root = resolve(folder);
  if (!(await isDirectory(root))) {
    throw new EurusError('USAGE', `${folder} is neither a run directory nor a folder of runs.`, {
      hint: 'eurus-eval run makes one; --results DIR says where runs are kept.',
    });
  }
  const opened = new Map<string, { readonly state: string; readonly record: RunRecord }>();
  let found: { readonly atMs: number; readonly runs: ReturnType<typeof findRuns> } | null = null;
  return {
    find: () => {
      const nowMs = performance.now();
      if (found === null || nowMs - found.atMs > freshMs) found = { atMs: nowMs, runs: findRuns(root) };
      return found.runs;
    },
    open: async directory => {
      const state = await stateOf(directory);
      const known = opened.get(directory);
      if (known?.state === state) return known.record;
      const record = await openRun(directory);
      opened.set(directory, { state, record });
      return record;
    },
  };
};

const findRuns = async (root: string): Promise<ReadonlyMap<RunId, string>> => {
  const found = new Map<RunId, string>();
  if (await isRun(root)) return found.set(basename(root), root);
  let level: readonly { readonly id: string; readonly directory: string }[] = [{ id: '', directory: root }];
  let looked = 0;
  for (let depth = 1; depth <= maxDepth && level.length > 0; depth += 1) {
    const next: { id: string; directory: string }[] = [];
    for (const { id, directory } of level) {
      for (const name of await foldersIn(directory)) {
        looked += 1;
        if (looked > maxDirectories) return sorted(found);
        const below = { id: id === '' ? name : `${id}/${name}`, directory: join(directory, name) };
        if (await isRun(below.directory)) found.set(below.id, below.directory);
        else next.push(below);
      }
    }
    level = next;
  }
  return sorted(found);
};

const sorted = (found: ReadonlyMap<RunId, string>): ReadonlyMap<RunId, string> =>
  new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));

const foldersIn = async (directory: string): Promise<readonly string[]> => {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries
    .filter(entry => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .filter(name => !name.startsWith('.') && name !== 'node_modules')
    .sort();
};

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isDirectory(),
    () => false,
  );

const isRun = (directory: string): Promise<boolean> =>
  stat(join(directory, 'run.json')).then(
    found => found.isFile(),
    () => false,
  );

/** Changes whenever the manifest, the summary or the list of graders does. */
const stateOf = async (directory: string): Promise<string> => {
  const parts = await Promise.all(
    ['run.json', 'summary.json', 'verdicts'].map(name =>
      stat(join(directory, name), { bigint: true }).then(
        ({ ino, size, mtimeNs }) => `${ino} ${size} ${mtimeNs}`,
        () => '-',
      ),
    ),
  );
  return parts.join(',');
};

import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { EurusError, oneLine } from '../core/index.ts';
import type { TableRow } from '../report/index.ts';
import { isBeingWritten, readRunDirectory } from '../run/index.ts';
import { askedOf } from './asked.ts';
import type { Terminal } from './terminal.ts';

/**
 * What the runs among the paths hold, in the order of the paths; notes what is left out and why. A shard is a part of a
 * run: of those in a folder nothing is shown, of one that is named itself its own numbers.
 * @throws EurusError `RECORDS_UNREADABLE` where the only run is damaged
 */
export const readRows = async (
  paths: readonly string[],
  terminal: Terminal,
): Promise<readonly TableRow[]> => {
  const directories = [
    ...new Set((await Promise.all(paths.map(runDirectories))).flat().map(path => resolve(path))),
  ];
  if (directories.length === 0) {
    throw new EurusError('USAGE', `There is no run in ${paths.join(', ')}.`, {
      hint: 'eurus-eval run makes one; --results DIR says where runs are kept.',
    });
  }
  const named = new Set(paths.map(path => resolve(path)));
  const shards: string[] = [];
  const rows: TableRow[] = [];
  for (const directory of directories) {
    const read = await readRunDirectory(directory).catch(error => {
      // One damaged run among others hides none of them.
      if (directories.length === 1 || !isDamaged(error)) throw error;
      terminal.note(`Left out: ${oneLine(error.message, 500)}.`);
      return null;
    });
    if (read === null) continue;
    const { manifest, summary } = read;
    if (manifest.shard !== undefined && !named.has(directory)) {
      shards.push(directory);
      continue;
    }
    const busy = await isBeingWritten(directory);
    if (summary.cells.length === 0) {
      const then = busy ? 'a command is writing there' : `eurus-eval score ${directory} makes one`;
      terminal.note(`Left out: ${directory} has no summary yet; ${then}.`);
      continue;
    }
    if (busy) terminal.note(`${directory} is being written: these are the numbers of the command before.`);
    rows.push({
      model: manifest.identity.model,
      directory: relative('.', directory) || '.',
      summary,
      asked: askedOf(manifest, summary),
    });
  }
  if (shards.length > 0) terminal.note(shardsNote(shards));
  return rows;
};

const shardsNote = (shards: readonly string[]): string =>
  shards.length === 1
    ? `Left out: ${shards[0]} is one shard of a run; eurus-eval merge joins it with the others.`
    : `Left out: ${shards.length} shards of runs, such as ${shards[0]}; eurus-eval merge joins them.`;

/** The path itself when it is a run directory, else the run directories in it. */
export const runDirectories = async (path: string): Promise<readonly string[]> => {
  if (await isRun(path)) return [path];
  const names = await readdir(path).catch(() => {
    throw new EurusError('USAGE', `${path} is neither a run directory nor a folder of runs.`, {
      hint: 'eurus-eval run makes one; --results DIR says where runs are kept.',
    });
  });
  const found = await Promise.all(
    names.sort().map(async name => ((await isRun(join(path, name))) ? join(path, name) : null)),
  );
  return found.filter(directory => directory !== null);
};

const isDamaged = (error: unknown): error is EurusError =>
  error instanceof EurusError && error.code === 'RECORDS_UNREADABLE';

const isRun = (path: string): Promise<boolean> =>
  stat(join(path, 'run.json')).then(
    () => true,
    () => false,
  );

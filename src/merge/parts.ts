import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { EurusError, type Manifest } from '../core/index.ts';
import { isBeingWritten } from '../run/lock.ts';
import { shardName } from '../run/shard/index.ts';
import { readRunManifest } from '../run/summary-file.ts';

/** A run directory that is joined with others; it is only read. */
export type Part = {
  readonly directory: string;
  /** Name of the directory. */
  readonly name: string;
  readonly manifest: Manifest;
  /** True for what an earlier merge has put where this one is to write. */
  readonly isOut: boolean;
  /** Its files with what tells whether they have changed. */
  readonly files: ReadonlyMap<string, string>;
};

/** True for what an earlier merge has made, wherever it stands. */
export const isMerge = ({ manifest }: Part): boolean => manifest.merged !== undefined;

/** Folders of records that a merge reads. */
const folders = ['completions', 'verdicts', 'turns', 'rewards', 'votes', 'samples'];

/**
 * Opens the parts of a merge, in an order that does not depend on how they were named: what is there already first, then
 * shards by number, then others by name. A directory that is named twice is one part.
 * @param out what an earlier merge made; null when there is none
 * @throws EurusError `RECORDS_UNREADABLE` for what is no run directory, `USAGE` for one that is being written
 */
export const openParts = async (
  directories: readonly string[],
  out: string | null,
): Promise<readonly Part[]> => {
  const places = new Set<string>();
  const parts: Part[] = [];
  if (out !== null) {
    places.add(await realpath(out));
    parts.push(await openPart(out, true));
  }
  for (const directory of directories) {
    const manifest = await openPart(directory, false);
    const place = await realpath(directory);
    if (!places.has(place)) parts.push(manifest);
    places.add(place);
  }
  return parts.sort(
    (a, b) =>
      Number(b.isOut) - Number(a.isOut) || indexOf(a) - indexOf(b) || (a.directory < b.directory ? -1 : 1),
  );
};

/** Those that are no shard come last. */
const indexOf = ({ manifest: { shard } }: Part): number => shard?.index ?? Number.MAX_SAFE_INTEGER;

const openPart = async (directory: string, isOut: boolean): Promise<Part> => {
  const manifest = await readRunManifest(directory);
  // Where a merge writes it holds the lock itself.
  if (!isOut && (await isBeingWritten(directory))) {
    throw new EurusError('USAGE', `${directory} is being written by another command.`, {
      hint: `Wait for it, then merge. If it runs no more, on another machine perhaps, remove ${join(directory, 'run.lock')}.`,
    });
  }
  return { directory, name: basename(resolve(directory)), manifest, isOut, files: await filesOf(directory) };
};

const filesOf = async (directory: string): Promise<ReadonlyMap<string, string>> => {
  const paths = [join(directory, 'run.json')];
  for (const folder of folders) {
    const names = await readdir(join(directory, folder)).catch((): string[] => []);
    paths.push(...names.map(name => join(directory, folder, name)));
  }
  return new Map(await Promise.all(paths.map(async path => [path, await stateOf(path)] as const)));
};

const stateOf = (path: string): Promise<string> =>
  stat(path).then(
    ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
    () => '',
  );

/**
 * Refuses parts that somebody has written in since they were opened.
 * @throws EurusError `USAGE`
 */
export const refuseChanged = async (parts: readonly Part[]): Promise<void> => {
  for (const { directory, files } of parts) {
    const now = await filesOf(directory);
    for (const path of new Set([...files.keys(), ...now.keys()])) {
      if (files.get(path) === now.get(path)) continue;
      throw new EurusError('USAGE', `${path} has changed while it was read.`, {
        hint: 'Wait until the command that writes there has ended, then merge again.',
      });
    }
  }
};

/** `shard 2/4 (x.shard-2-of-4)`, or the name alone. */
export const partLabel = ({ name, manifest: { shard } }: Part): string =>
  shard === undefined ? name : `shard ${shardName(shard)} (${name})`;

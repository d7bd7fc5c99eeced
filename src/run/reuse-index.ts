import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Backend,
  type Completion,
  decodeCompletion,
  EurusError,
  isObject,
  messageOf,
} from '../core/index.ts';
import { readLines } from '../dataset/index.ts';
import { errnoOf } from './disk-error.ts';

/** Where a record stands; texts stay on disk, so that any number of completions can be looked up. */
type Place = {
  readonly source: Source;
  readonly file: FileHandle;
  readonly start: number;
  readonly length: number;
};

/** One path that completions may be taken from. */
export type Source = {
  /** As it was given. */
  readonly path: string;
  /** Completions with an answer. */
  found: number;
  /** Of these, those that name their request. */
  named: number;
};

/** Completions of other runs, found by the name of their request. */
export type ReuseIndex = {
  readonly sources: readonly Source[];
  /** True when there is a completion of the same request for the same sample. */
  has(requestSha256: string, id: string): boolean;
  /**
   * That completion, and where it is from.
   * @throws EurusError `RECORDS_UNREADABLE` for a file that has changed since it was opened
   */
  read(
    requestSha256: string,
    id: string,
  ): Promise<{ readonly completion: Completion; readonly source: Source }>;
  close(): Promise<void>;
};

/**
 * Opens run directories and JSON Lines files of completions. Of equal requests the path that was given first counts,
 * within a path the newest; failed ones are passed over, as is a last line that a writer has not finished.
 * @throws EurusError `USAGE` | `RECORDS_UNREADABLE`
 */
export const openReuse = async (found: readonly ReusablePath[]): Promise<ReuseIndex> => {
  const places = new Map<string, Place>();
  const files: FileHandle[] = [];
  const sources: Source[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(files.splice(0).map(file => file.close().catch(() => {})));
  };
  try {
    for (const { path, names } of found) {
      const source: Source = { path, found: 0, named: 0 };
      sources.push(source);
      for (const name of names) {
        const file = await open(name);
        files.push(file);
        await indexFile(file, name, source, places);
      }
    }
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    sources,
    has: (requestSha256, id) => places.has(nameOf(requestSha256, id)),
    read: async (requestSha256, id) => {
      const place = places.get(nameOf(requestSha256, id));
      if (place === undefined) throw new Error(`there is no completion of ${requestSha256} for ${id}`);
      return { completion: await readAt(place, requestSha256), source: place.source };
    },
    close,
  };
};

/** A path, and the files of completions there. */
export type ReusablePath = { readonly path: string; readonly names: readonly string[] };

/**
 * Looks whether there is something at each path.
 * @throws EurusError `USAGE`, also for a backend that answers from recorded completions itself
 */
export const reusablePaths = async (
  { api }: Pick<Backend, 'api'>,
  paths: readonly string[],
): Promise<readonly ReusablePath[]> => {
  if (paths.length > 0 && api === 'replay') {
    throw new EurusError('USAGE', '--reuse has no use with replay, which asks no model.', {
      hint: 'Leave --reuse out.',
    });
  }
  return Promise.all(paths.map(async path => ({ path, names: await filesOf(path) })));
};

/** Two samples may ask the same; their answers are draws of their own. */
const nameOf = (requestSha256: string, id: string): string => `${requestSha256} ${id}`;

const filesOf = async (path: string): Promise<readonly string[]> => {
  try {
    if (!(await stat(path)).isDirectory()) return [plain(path)];
    const folder = join(path, 'completions');
    return (await readdir(folder))
      .filter(name => name.endsWith('.jsonl'))
      .sort()
      .map(name => join(folder, name));
  } catch (thrown) {
    if (thrown instanceof EurusError) throw thrown;
    const why =
      errnoOf(thrown) === 'ENOENT' ? 'there are no completions' : (errnoOf(thrown) ?? messageOf(thrown));
    throw new EurusError('USAGE', `--reuse ${path}: ${why}`, {
      cause: thrown,
      hint: 'Name a run directory, or a JSON Lines file of completions out of one.',
    });
  }
};

/** Records are found again by their place, and a compressed file has no such places. */
const plain = (path: string): string => {
  if (!path.endsWith('.gz')) return path;
  throw new EurusError('USAGE', `--reuse ${path}: the file is compressed`, { hint: 'Unpack it first.' });
};

const indexFile = async (
  file: FileHandle,
  name: string,
  source: Source,
  places: Map<string, Place>,
): Promise<void> => {
  const chunks = file.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 });
  for await (const { text, line, byteOffset, complete } of readLines(chunks, { name })) {
    if (text.trim() === '') continue;
    const completion = parsed(text);
    if (completion === null && !complete) continue;
    if (completion === null) throw unreadable(`${name}:${line}: the line is not a completion of eurus-eval`);
    if (completion.error !== null) continue;
    source.found += 1;
    if (completion.requestSha256 === undefined) continue;
    source.named += 1;
    const key = nameOf(completion.requestSha256, completion.id);
    const before = places.get(key);
    if (before !== undefined && before.source !== source) continue;
    places.set(key, { source, file, start: byteOffset, length: Buffer.byteLength(text) });
  }
};

const readAt = async ({ file, start, length, source }: Place, requestSha256: string): Promise<Completion> => {
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, start);
  const completion = parsed(buffer.toString('utf8'));
  if (completion?.requestSha256 === requestSha256 && completion.error === null) return completion;
  throw unreadable(`--reuse ${source.path} was changed while it was read`);
};

const parsed = (text: string): Completion | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? decodeCompletion(value) : null;
  } catch {
    return null;
  }
};

const unreadable = (message: string): EurusError =>
  new EurusError('RECORDS_UNREADABLE', message, {
    hint: 'Name a run directory, or a JSON Lines file of completions out of one.',
  });

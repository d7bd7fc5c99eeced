import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DataFile, type DataSource, EurusError } from '../core/index.ts';
import { archivedFiles } from './archive.ts';
import { rememberedSha256 } from './checksum.ts';
import { errorCodeOf, fileErrorText, gunzip, gunzipWhenGzip, readBytes } from './gzip.ts';

/**
 * The whole upstream files of a data directory, each at `<root>/<file.path>`, packed by us at
 * `<root>/<file.path>.gz`, or inside its archive. A file's checksum is verified before its first byte is
 * handed out; what is handed out is content, with all gzip removed (an upstream file may itself be gzip).
 */
export const dataDirectory = (root: string): DataSource => ({
  complete: true,
  has: () => true,
  nameOf: file => locationName(locate(root, file)),
  open: file => openVerified(root, file),
});

/** Where a data file is stored, or would be. */
export type Location = {
  readonly path: string;
  /** `gzip` of ours is around the upstream bytes; `archive`: they are a member of the archive at `path`. */
  readonly as: 'plain' | 'gzip' | 'archive' | 'missing';
  /** The member, for an archive. */
  readonly member: string;
};

/** Finds a file in a data directory: as it is upstream, else with `.gz` added, else in its archive, if that is there. */
export const locate = (root: string, file: DataFile): Location => {
  if (file.local !== undefined) {
    return { path: file.local, as: existsSync(file.local) ? 'plain' : 'missing', member: file.path };
  }
  const [path, member] = [join(root, file.path), file.path];
  if (existsSync(path)) return { path, as: 'plain', member };
  if (existsSync(`${path}.gz`)) return { path: `${path}.gz`, as: 'gzip', member };
  const archive = file.archive === undefined ? null : join(root, file.archive);
  if (archive !== null && existsSync(archive)) return { path: archive, as: 'archive', member };
  return { path, as: 'missing', member };
};

/** How a stored file is named to the user. */
export const locationName = ({ path, as, member }: Location): string =>
  as === 'archive' ? `${path}:${member}` : path;

/** The places at which a file that is missing was looked for, in words. */
export const placesOf = (root: string, { path, archive }: DataFile): string => {
  const plain = join(root, path);
  const places = `no data file at ${plain} or ${plain}.gz`;
  return archive === undefined ? places : `${places}, nor in an archive ${join(root, archive)}`;
};

/**
 * SHA-256 of the upstream bytes of a stored file; null when there is none.
 * @throws EurusError `DATA_MISSING` when it cannot be read, `DATA_CORRUPT` for broken gzip or a damaged archive
 */
export const storedSha256 = async (location: Location): Promise<string | null> => {
  const { path, as, member } = location;
  try {
    if (as === 'missing') return null;
    if (as === 'archive') return (await archivedFiles(path)).get(member)?.sha256 ?? null;
    return await rememberedSha256(path, () => storedBytes(location));
  } catch (error) {
    throw error instanceof EurusError ? error : unreadable(path, error);
  }
};

/** The bytes of a file of its own as they are upstream, unverified. */
const storedBytes = ({ path, as }: Location): AsyncIterable<Uint8Array> =>
  as === 'gzip' ? gunzip(readBytes(path), path, 'DATA_CORRUPT') : readBytes(path);

async function* openVerified(root: string, file: DataFile): AsyncGenerator<Uint8Array, void, undefined> {
  const location = locate(root, file);
  const name = locationName(location);
  const found = await storedSha256(location);
  if (found === null) throw missing(root, file);
  if (found !== file.sha256) throw corrupt(name, file, found);
  const bytes = location.as === 'archive' ? archivedBytes(location, file) : storedBytes(location);
  yield* gunzipWhenGzip(bytes, name, 'DATA_CORRUPT');
}

/** Of an archive that changes under our feet, only what has the checksum is handed out. */
async function* archivedBytes(
  { path, member }: Location,
  file: DataFile,
): AsyncGenerator<Uint8Array, void, undefined> {
  const stored = (await archivedFiles(path)).get(member);
  if (stored?.sha256 !== file.sha256) throw corrupt(`${path}:${member}`, file, stored?.sha256 ?? 'none');
  yield stored.bytes;
}

const benchmarkOf = (file: DataFile): string => file.path.split('/')[0] ?? file.path;

const missing = (root: string, file: DataFile): EurusError => {
  if (file.local !== undefined) return new EurusError('DATA_MISSING', `no data file at ${file.local}`);
  const folder = existsSync(root) ? '' : ` (there is no folder ${root})`;
  return new EurusError('DATA_MISSING', `${placesOf(root, file)}${folder}`, {
    hint: `Fetch it with "eurus-eval data pull ${benchmarkOf(file)}", or name the folder that has it with --data-dir DIR.`,
  });
};

const corrupt = (path: string, file: DataFile, found: string): EurusError =>
  new EurusError('DATA_CORRUPT', `${path}: sha256 is ${found}, expected ${file.sha256}`, {
    hint: `Remove the file and fetch it again with "eurus-eval data pull ${benchmarkOf(file)}"; it must be ${file.url}, unchanged.`,
  });

const unreadable = (path: string, error: unknown): EurusError =>
  new EurusError('DATA_MISSING', `cannot read ${path}: ${fileErrorText(error)}`, {
    cause: error,
    hint:
      errorCodeOf(error) === 'EACCES'
        ? 'Give yourself permission to read it, or use --data-dir DIR.'
        : 'Check the file, or use --data-dir DIR.',
  });

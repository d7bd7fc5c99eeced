import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DataFile, type DataSource, EurusError } from '../core/index.ts';
import { rememberedSha256 } from './checksum.ts';
import { errorCodeOf, fileErrorText, gunzip, gunzipWhenGzip, readBytes } from './gzip.ts';

/**
 * The whole upstream files of a data directory, each at `<root>/<file.path>` or, packed by us, at
 * `<root>/<file.path>.gz`. A file's checksum is verified before its first byte is handed out; what is
 * handed out is content, with all gzip removed (an upstream file may itself be gzip).
 */
export const dataDirectory = (root: string): DataSource => ({
  complete: true,
  has: () => true,
  nameOf: file => locate(root, file).path,
  open: file => openVerified(root, file),
});

/** Where a data file is stored, or would be. */
export type Location = {
  readonly path: string;
  /** True when gzip of ours is around the upstream bytes. */
  readonly packed: boolean;
  readonly exists: boolean;
};

/** Finds a file in a data directory: as it is upstream, else with `.gz` added. */
export const locate = (root: string, file: DataFile): Location => {
  if (file.local !== undefined) {
    return { path: file.local, packed: false, exists: existsSync(file.local) };
  }
  const path = join(root, file.path);
  if (existsSync(path)) return { path, packed: false, exists: true };
  if (existsSync(`${path}.gz`)) return { path: `${path}.gz`, packed: true, exists: true };
  return { path, packed: false, exists: false };
};

/** The bytes as they are upstream, unverified. */
export const upstreamBytes = ({ path, packed }: Location): AsyncIterable<Uint8Array> =>
  packed ? gunzip(readBytes(path), path, 'DATA_CORRUPT') : readBytes(path);

/**
 * SHA-256 of the upstream bytes of a stored file.
 * @throws EurusError `DATA_MISSING` when it cannot be read, `DATA_CORRUPT` for broken gzip
 */
export const storedSha256 = async (location: Location): Promise<string> => {
  try {
    return await rememberedSha256(location.path, () => upstreamBytes(location));
  } catch (error) {
    throw error instanceof EurusError ? error : unreadable(location.path, error);
  }
};

async function* openVerified(root: string, file: DataFile): AsyncGenerator<Uint8Array, void, undefined> {
  const location = locate(root, file);
  if (!location.exists) throw missing(root, file);
  const found = await storedSha256(location);
  if (found !== file.sha256) throw corrupt(location.path, file, found);
  yield* gunzipWhenGzip(upstreamBytes(location), location.path, 'DATA_CORRUPT');
}

const benchmarkOf = (file: DataFile): string => file.path.split('/')[0] ?? file.path;

const missing = (root: string, file: DataFile): EurusError => {
  if (file.local !== undefined) return new EurusError('DATA_MISSING', `no data file at ${file.local}`);
  const path = join(root, file.path);
  const folder = existsSync(root) ? '' : ` (there is no folder ${root})`;
  return new EurusError('DATA_MISSING', `no data file at ${path} or ${path}.gz${folder}`, {
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

import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type ErrorCode, EurusError, messageOf } from '../core/index.ts';

/** Bytes that are read from a file, and inflated, at a time. */
const chunkBytes = 256 * 1024;

/** The bytes of a file, unchanged; opened when the first chunk is asked for. Errors are those of `node:fs`. */
export async function* readBytes(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  yield* createReadStream(path, { highWaterMark: chunkBytes });
}

/**
 * The bytes of a file of records, with gzip removed when the file starts like one (whatever its name).
 * @throws EurusError `RECORDS_UNREADABLE`: no such file, a folder, no permission, broken gzip
 */
export async function* openMaybeGzip(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* gunzipWhenGzip(readBytes(path), path, 'RECORDS_UNREADABLE');
  } catch (error) {
    if (error instanceof EurusError) throw error;
    throw new EurusError('RECORDS_UNREADABLE', `cannot read ${path}: ${fileErrorText(error)}`, {
      cause: error,
      hint: 'Check the path.',
    });
  }
}

/** A byte stream with one layer of gzip removed when it starts with the gzip magic; else unchanged. */
export async function* gunzipWhenGzip(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  code: ErrorCode,
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  let ended = false;
  try {
    // The magic may be split over chunks.
    while (head.length < 2 && !ended) {
      const next = await iterator.next();
      if (next.done) ended = true;
      else head = Buffer.concat([head, next.value]);
    }
    const whole = concatenated(head, iterator);
    yield* head[0] === 0x1f && head[1] === 0x8b ? gunzip(whole, name, code) : whole;
  } finally {
    await iterator.return?.();
  }
}

/**
 * A gzip stream inflated; several members one after another are one content.
 * @throws EurusError `code`: cut short, damaged, or no gzip at all
 */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  code: ErrorCode,
): AsyncGenerator<Uint8Array, void, undefined> {
  const inflated = createGunzip({ chunkSize: chunkBytes });
  // Errors of the source and of zlib both arrive where `inflated` is read.
  pipeline(Readable.from(chunks), inflated, () => {});
  try {
    yield* inflated;
  } catch (error) {
    throw gzipError(error, name, code);
  }
}

async function* concatenated(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

const gzipError = (error: unknown, name: string, code: ErrorCode): unknown => {
  const zlibCode = errorCodeOf(error);
  if (zlibCode?.startsWith('Z_') !== true) return error;
  const what =
    zlibCode === 'Z_BUF_ERROR'
      ? 'ends in the middle of its gzip data'
      : `is broken gzip (${messageOf(error)})`;
  return new EurusError(code, `${name} ${what}`, {
    cause: error,
    hint: 'The file was cut short or damaged: copy or download it again.',
  });
};

/** The `code` of a Node error, e.g. `ENOENT`. */
export const errorCodeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const fileErrorTexts: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};

/** Why a file could not be read, in words. */
export const fileErrorText = (error: unknown): string =>
  fileErrorTexts[errorCodeOf(error) ?? ''] ?? messageOf(error);

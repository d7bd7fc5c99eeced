import { ReadableStream } from 'node:stream/web';
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar';
import { type DataFile, type Dataset, EurusError, messageOf, type Row } from '../core/index.ts';
import { fileRecords } from './records.ts';

/** One file inside an archive. */
export type TarMember = {
  /** Its path in the archive, e.g. `mmlu/test/anatomy_test.csv`. */
  readonly path: string;
  /** How it is named to the user: archive and path. */
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
};

/** The rows of a member (made with `csvRows`, `jsonlRows` or `jsonRows`), or null to pass over it. */
export type ReadMember = (member: TarMember) => AsyncIterable<Row> | null;

/** A tar archive, with or without gzip, streamed member by member; rows are numbered within their member. */
export const tarMembers = (file: DataFile, count: number, read: ReadMember): Dataset =>
  fileRecords(file, count, (chunks, name) => tarRows(chunks, name, read));

/**
 * The rows of an archive's members, in the order of the archive.
 * @throws EurusError `DATA_CORRUPT` for a damaged or truncated archive, and what `read` throws
 */
export async function* tarRows(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  read: ReadMember,
): AsyncGenerator<Row, void, undefined> {
  for await (const member of membersOf(chunks, name)) {
    const rows = read(member);
    if (rows !== null) yield* rows;
  }
}

/**
 * The files of an archive in its order; each is to be read before the next one is asked for, or is passed over.
 * @throws EurusError `DATA_CORRUPT` for a damaged or truncated archive
 */
export async function* membersOf(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<TarMember, void, undefined> {
  for await (const entry of entriesOf(chunks, name)) {
    const path = entry.header.name;
    const isFile = (entry.header.type ?? 'file') === 'file';
    const body = bodyOf(entry, name);
    if (isFile) yield { path, name: `${name}:${path}`, chunks: body };
    // The archive goes on only when a member's bytes are gone.
    await body.discard();
  }
}

async function* entriesOf(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<ParsedTarEntry, void, undefined> {
  try {
    yield* ReadableStream.from(chunks).pipeThrough(createTarDecoder({ strict: true }));
  } catch (error) {
    throw tarError(error, name);
  }
}

const bodyOf = (entry: ParsedTarEntry, name: string) => {
  const reader = entry.body.getReader();
  const next = async () => {
    try {
      return await reader.read();
    } catch (error) {
      throw tarError(error, name);
    }
  };
  return {
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
      for (let part = await next(); !part.done; part = await next()) yield part.value;
    },
    // Read to its end: cancelling a large member stalls the decoder.
    discard: async () => {
      for (let part = await next(); !part.done; part = await next());
    },
  };
};

/** Errors of the file below pass through; what is left is the archive's fault. */
const tarError = (error: unknown, name: string): EurusError =>
  error instanceof EurusError
    ? error
    : new EurusError('DATA_CORRUPT', `${name} is a damaged tar archive (${messageOf(error)})`, {
        cause: error,
        hint: 'The file was cut short or damaged: copy or download it again.',
      });

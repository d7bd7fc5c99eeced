import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { EurusError } from '../core/index.ts';
import { readLines } from '../dataset/index.ts';
import { damagedRecord, parseRecord, sizeOf } from '../run/records.ts';

/** Where a record stands in its file, so that it can be read again without what is before it. */
export type Place = {
  /** In bytes from the start of the file. */
  readonly offset: number;
  /** Without the line end, in bytes. */
  readonly length: number;
  /** From 1; what people are shown. */
  readonly line: number;
};

export type Located<T> = { readonly record: T; readonly place: Place };

/**
 * The records of a file in order, with their places. A file that is not there has none; a last line that is being written
 * at this moment, or that a kill has cut off, is passed over.
 * @param from where to begin, in bytes: the start of a line
 * @throws EurusError `RECORDS_UNREADABLE`, naming `file:line`, for any other line that is no record: what is left out
 * silently would be missing from every number
 */
export async function* locatedRecords<T>(
  path: string,
  decode: (value: unknown) => T | null,
  from: { readonly offset: number; readonly line: number } = { offset: 0, line: 1 },
): AsyncGenerator<Located<T>, void, undefined> {
  const size = await sizeOf(path);
  if (size <= from.offset) return;
  const bytes = createReadStream(path, {
    ...{ highWaterMark: 256 * 1024, start: from.offset, end: size - 1 },
  });
  for await (const { text, line, byteOffset, complete } of readLines(bytes, { name: path })) {
    // The last line may be under way.
    if (!complete || text === '') continue;
    const record = parseRecord(text, decode);
    if (record === null) throw damagedRecord(path, from.line + line - 1);
    const length = Buffer.byteLength(text, 'utf8');
    yield {
      record,
      place: { offset: from.offset + byteOffset, length, line: from.line + line - 1 },
    };
  }
}

/** Reads single records of one file by their places. */
export type PlaceReader<T> = {
  /** @throws EurusError `RECORDS_UNREADABLE` when another record or none stands there by now */
  read(place: Place): Promise<T>;
  close(): Promise<void>;
};

/**
 * Reads records of a file by their places; the file is opened by the first one.
 * @param decode null for what is no such record
 */
export const openPlaces = <T>(path: string, decode: (value: unknown) => T | null): PlaceReader<T> => {
  let file: Promise<FileHandle> | null = null;
  return {
    read: async ({ offset, length, line }) => {
      file ??= open(path, 'r');
      const bytes = Buffer.allocUnsafe(length);
      const { bytesRead } = await (await file).read(bytes, 0, length, offset);
      const record = bytesRead === length ? parseRecord(bytes.toString('utf8'), decode) : null;
      if (record !== null) return record;
      throw new EurusError('RECORDS_UNREADABLE', `${path}:${line}: the record is not there any more`, {
        hint: 'The run has been written anew since: open it again.',
      });
    },
    close: async () => {
      await (await file)?.close();
    },
  };
};

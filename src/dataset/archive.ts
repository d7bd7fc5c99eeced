import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { EurusError } from '../core/index.ts';
import { stateKey } from './checksum.ts';
import { gunzipWhenGzip, readBytes } from './gzip.ts';
import { maxWholeFileBytes } from './read-whole.ts';
import { membersOf } from './tar-members.ts';

/** A file inside an archive of the data directory. */
export type ArchivedFile = { readonly bytes: Buffer; readonly sha256: string };

type Archive = { readonly key: string; readonly files: Promise<ReadonlyMap<string, ArchivedFile>> };

/** By path. */
const opened = new Map<string, Archive>();

/**
 * The files of an archive by member path. Many small files are read, one after another, from one archive, so it is
 * unpacked once and kept, within this process, for as long as it does not change. Failures are not kept.
 * @throws EurusError `DATA_CORRUPT`; errors of `node:fs` pass
 */
export const archivedFiles = async (path: string): Promise<ReadonlyMap<string, ArchivedFile>> => {
  const key = await stateKey(path);
  const before = opened.get(path);
  if (before?.key === key) return before.files;
  const archive = { key, files: unpack(path) };
  opened.set(path, archive);
  try {
    return await archive.files;
  } catch (error) {
    if (opened.get(path) === archive) opened.delete(path);
    throw error;
  }
};

const unpack = async (path: string): Promise<ReadonlyMap<string, ArchivedFile>> => {
  const files = new Map<string, ArchivedFile>();
  let total = 0;
  const chunks = gunzipWhenGzip(readBytes(path), path, 'DATA_CORRUPT');
  for await (const member of membersOf(chunks, path)) {
    const parts: Uint8Array[] = [];
    for await (const part of member.chunks) {
      total += part.byteLength;
      if (total > maxWholeFileBytes) throw tooLarge(path);
      parts.push(part);
    }
    const bytes = Buffer.concat(parts);
    files.set(member.path.replace(/^\.\//, ''), {
      bytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  }
  return files;
};

const tooLarge = (path: string): EurusError =>
  new EurusError('DATA_CORRUPT', `${path} holds more than ${maxWholeFileBytes} bytes`, {
    hint: 'Unpack it in the data directory, and remove it.',
  });

import { createHash, type Hash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { constants, createZstdCompress, type ZstdCompress, zstdCompressSync } from 'node:zlib';
import { EurusError } from '../core/index.ts';
import { onDisk } from '../run/disk-error.ts';
import type { BundleIndex, BundleMember, Stretch } from './bundle-index.ts';
import { encodeHead } from './file-head.ts';
import { indexName } from './member-names.ts';
import { tarBytes, tarEnd, tarHeader, tarPadding } from './tar.ts';

/** A file that is to become a member. */
export type PackedFile = { readonly name: string; readonly path: string };

export type Written = Stretch & { readonly index: BundleIndex };

/**
 * Packs files into one: a tar archive, each member with its header and padding in a Zstandard frame of its own, behind
 * an index that names the hash of every frame and of every content. The same files give the same bytes. Files are
 * streamed; beside the result twice its size is needed on disk for a moment.
 * @param files sorted by name
 * @param out takes its name when all is done
 * @throws EurusError `DISK_*`; `RECORDS_UNREADABLE` for a file that cannot be read or changes meanwhile
 */
export const writeBundle = (
  files: readonly PackedFile[],
  facts: Pick<BundleIndex, 'packed_by' | 'run'>,
  out: string,
): Promise<Written> =>
  onDisk(out, async () => {
    const [frames, whole] = [`${out}.frames.tmp`, `${out}.tmp`];
    try {
      const packed = await writeFrames(files, frames);
      const index: BundleIndex = { format: 'eurus-eval bundle', version: 1, ...facts, ...packed };
      const result = await writeWhole(index, frames, whole);
      await rename(whole, out);
      return { ...result, index };
    } finally {
      for (const path of [frames, whole]) await rm(path, { force: true });
    }
  });

/** The frames of all members and of the archive's end, one after the other. */
const writeFrames = async (
  files: readonly PackedFile[],
  path: string,
): Promise<Pick<BundleIndex, 'members' | 'end' | 'whole'>> => {
  const file = await open(path, 'w');
  const all = createHash('sha256');
  let bytes = 0;
  const write = async (content: AsyncIterable<Uint8Array>, size: number): Promise<Stretch> => {
    const frame = await writeFrame(content, size, file, all);
    bytes += frame.bytes;
    return frame;
  };
  try {
    const members: BundleMember[] = [];
    for (const { name, path: source } of files) {
      const { size } = await stat(source);
      const content = createHash('sha256');
      const packed = await write(memberBytes(name, source, size, content), tarBytes(size));
      members.push({ name, bytes: size, sha256: content.digest('hex'), packed });
    }
    const end = await write(Readable.from([tarEnd()]), tarEnd().length);
    return { members, end, whole: { bytes, sha256: all.digest('hex') } };
  } finally {
    await file.close();
  }
};

/** Tar header, content and padding of a file; of a file that grows meanwhile, what was there at first. */
async function* memberBytes(
  name: string,
  path: string,
  size: number,
  content: Hash,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield tarHeader(name, size);
  let read = 0;
  if (size > 0) {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024, end: size - 1 })) {
      content.update(chunk);
      read += chunk.length;
      yield chunk;
    }
  }
  if (read !== size) {
    throw new EurusError('RECORDS_UNREADABLE', `${path} became shorter while it was being packed`, {
      hint: 'Pack the run when no command is writing there.',
    });
  }
  yield tarPadding(size);
}

/** Level 3 of 22: larger ones gain little on text, and cost much time. */
const frameOptions = { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 };

const writeFrame = async (
  content: AsyncIterable<Uint8Array>,
  size: number,
  file: FileHandle,
  all: Hash,
): Promise<Stretch> => {
  const compress = createZstdCompress({ pledgedSrcSize: size, params: frameOptions });
  const own = createHash('sha256');
  let bytes = 0;
  const write = async (): Promise<void> => {
    for await (const chunk of compress) {
      own.update(chunk);
      all.update(chunk);
      bytes += chunk.length;
      await file.writeFile(chunk);
    }
  };
  const feeding = feed(compress, content).catch(thrown => {
    compress.destroy(thrown);
    throw thrown;
  });
  await Promise.all([write(), feeding]);
  return { bytes, sha256: own.digest('hex') };
};

/**
 * Writes one chunk after the other, each when the one before is compressed, and only then the end: a last chunk that met
 * the end already waiting would be compressed otherwise, and the same files would not always give the same bytes.
 */
const feed = async (compress: ZstdCompress, content: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const chunk of content) {
    await new Promise<void>((resolve, reject) => {
      compress.write(chunk, error => (error ? reject(error) : resolve()));
    });
  }
  compress.end();
};

/** Head, index, then the frames. */
const writeWhole = async (index: BundleIndex, frames: string, path: string): Promise<Stretch> => {
  const packed = packIndex(index);
  const head = encodeHead({ indexBytes: packed.length, indexSha256: hash('sha256', packed, 'hex') });
  const [file, all] = [await open(path, 'w'), createHash('sha256')];
  let bytes = 0;
  try {
    const write = async (chunk: Uint8Array): Promise<void> => {
      all.update(chunk);
      bytes += chunk.length;
      await file.writeFile(chunk);
    };
    await write(head);
    await write(packed);
    for await (const chunk of createReadStream(frames, { highWaterMark: 1024 * 1024 })) await write(chunk);
    await file.sync();
    return { bytes, sha256: all.digest('hex') };
  } finally {
    await file.close();
  }
};

const packIndex = (index: BundleIndex): Buffer => {
  const text = Buffer.from(`${JSON.stringify(index, null, 2)}\n`, 'utf8');
  return zstdCompressSync(Buffer.concat([tarHeader(indexName, text.length), text, tarPadding(text.length)]), {
    params: frameOptions,
  });
};

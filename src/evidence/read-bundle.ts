import { createHash, hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { zstdDecompressSync } from 'node:zlib';
import { EurusError, messageOf } from '../core/index.ts';
import { errnoOf } from '../run/disk-error.ts';
import { type BundleIndex, decodeIndex, type Stretch } from './bundle-index.ts';
import { headBytes, readHead } from './file-head.ts';
import { indexName } from './member-names.ts';
import { tarHeader } from './tar.ts';

/** A part of a file that is not as it was packed. */
export type Damage = {
  /** Name of the member, or what else the part is. */
  readonly part: string;
  /** SHA-256 of its bytes in the file. */
  readonly expected: string;
  readonly found: string;
};

export type Opened = {
  readonly index: BundleIndex;
  /** Of the file: where the frames begin. */
  readonly framesAt: number;
};

/** Longest index, packed and unpacked: a run has some hundred files, of which each is a few hundred bytes there. */
const maxIndexBytes = 64 * 1024 * 1024;

/**
 * Reads head and index of a bundle; nothing of it is believed before its hash is right.
 * @throws EurusError `RECORDS_UNREADABLE`: no bundle, or a damaged one, naming the part
 */
export const openBundle = async (path: string): Promise<Opened> =>
  withFile(path, async file => {
    const head = readHead(await readAt(file, 0, headBytes));
    if (head.state === 'foreign') throw unusable(path, 'is not a bundle of eurus-eval');
    if (head.state === 'damaged') throw damaged(path, [{ part: 'the head of the file', ...head }]);
    const { indexBytes, indexSha256 } = head;
    if (indexBytes > maxIndexBytes) throw unusable(path, `has an index of more than ${maxIndexBytes} bytes`);
    const packed = await readAt(file, headBytes, indexBytes);
    const found = hash('sha256', packed, 'hex');
    if (found !== indexSha256) throw damaged(path, [{ part: indexName, expected: indexSha256, found }]);
    const index = decodeIndex(unpackIndex(packed, path));
    if (typeof index === 'string') throw unusable(path, `has an index that cannot be used: ${index}`);
    return { index, framesAt: headBytes + indexBytes };
  });

const unpackIndex = (packed: Buffer, path: string): string => {
  try {
    const bytes = zstdDecompressSync(packed, { maxOutputLength: maxIndexBytes });
    // Its size in octal digits, where every tar has it.
    const size = Number.parseInt(bytes.toString('latin1', 124, 135), 8);
    const header = tarHeader(indexName, size);
    if (!header.equals(bytes.subarray(0, header.length))) throw new Error('it has another tar header');
    const text = bytes.subarray(header.length, header.length + size);
    return text.toString('utf8');
  } catch (thrown) {
    throw unusable(path, `has an index that cannot be unpacked (${messageOf(thrown)})`);
  }
};

/**
 * Compares every byte behind the index with its hash, without unpacking anything.
 * @returns each damaged part; none for a bundle that is as it was packed
 */
export const findDamage = (path: string, { index, framesAt }: Opened): Promise<readonly Damage[]> =>
  withFile(path, async file => {
    const damage: Damage[] = [];
    const all = createHash('sha256');
    let offset = framesAt;
    const parts = [
      ...index.members.map(({ name, packed }) => ({ name, packed })),
      { name: archiveEnd, packed: index.end },
    ];
    for (const { name, packed } of parts) {
      const found = await hashStretch(file, offset, packed.bytes, chunk => all.update(chunk));
      if (found.sha256 !== packed.sha256)
        damage.push({ part: name, expected: packed.sha256, found: textOf(found, packed) });
      offset += packed.bytes;
    }
    const whole = all.digest('hex');
    if (damage.length === 0 && whole !== index.whole.sha256) {
      damage.push({ part: 'the members together', expected: index.whole.sha256, found: whole });
    }
    const rest = (await file.stat()).size - offset;
    if (rest > 0)
      damage.push({ part: 'the end of the file', expected: 'nothing', found: `${rest} more bytes` });
    return damage;
  });

const archiveEnd = 'the end of the archive';

const textOf = (found: Stretch, expected: Stretch): string =>
  found.bytes === expected.bytes ? found.sha256 : `${found.bytes} of ${expected.bytes} bytes`;

const hashStretch = async (
  file: FileHandle,
  from: number,
  length: number,
  visit: (chunk: Uint8Array) => void,
): Promise<Stretch> => {
  const own = createHash('sha256');
  let bytes = 0;
  for await (const chunk of stretchOf(file, from, length)) {
    own.update(chunk);
    visit(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: own.digest('hex') };
};

/** The bytes of a part of an open file; fewer where the file ends before. */
export async function* stretchOf(
  file: FileHandle,
  from: number,
  length: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let done = 0; done < length; ) {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, length - done));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from + done);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    done += bytesRead;
  }
}

const chunkBytes = 256 * 1024;

const readAt = async (file: FileHandle, from: number, length: number): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stretchOf(file, from, length)) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** @throws EurusError `RECORDS_UNREADABLE` for a file that cannot be read */
export const withFile = async <T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> => {
  let file: FileHandle | null = null;
  try {
    file = await open(path, 'r');
    return await work(file);
  } catch (thrown) {
    const code = errnoOf(thrown);
    if (thrown instanceof EurusError || code === undefined) throw thrown;
    const reasons: Readonly<Record<string, string>> = { ENOENT: 'no such file', EISDIR: 'it is a folder' };
    throw new EurusError('RECORDS_UNREADABLE', `cannot read ${path}: ${reasons[code] ?? code}`, {
      cause: thrown,
    });
  } finally {
    await file?.close();
  }
};

const unusable = (path: string, what: string): EurusError =>
  new EurusError('RECORDS_UNREADABLE', `${path} ${what}.`, {
    hint: '"eurus-eval bundle RUN OUT" makes one.',
  });

/** What is wrong with a bundle whose bytes have changed, a line a part. */
export const damaged = (path: string, damage: readonly Damage[]): EurusError =>
  new EurusError(
    'RECORDS_UNREADABLE',
    `${path} is not as it was packed: ${damage.map(({ part }) => part).join(', ')}`,
    {
      details: damage.map(
        ({ part, expected, found }) => `${part}: sha256 expected ${expected}, found ${found}`,
      ),
      hint: 'Fetch the file again from where it came.',
    },
  );

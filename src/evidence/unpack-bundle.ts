import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { EurusError, messageOf } from '../core/index.ts';
import { onDisk } from '../run/disk-error.ts';
import type { BundleMember } from './bundle-index.ts';
import { type Opened, stretchOf, withFile } from './read-bundle.ts';
import { tarBytes, tarHeader } from './tar.ts';

/**
 * Unpacks the members of a bundle. Names come from the index, which allows only those that a run directory has; what
 * the archive itself says of a member must be exactly what the index says, so there are no links, other names or sizes.
 * @param placeOf where a member goes: a path that does not exist
 * @throws EurusError `RECORDS_UNREADABLE` naming the member, `DISK_*`
 */
export const unpackBundle = (
  path: string,
  { index, framesAt }: Opened,
  placeOf: (name: string) => string,
): Promise<void> =>
  withFile(path, async file => {
    let offset = framesAt;
    for (const member of index.members) {
      const place = placeOf(member.name);
      await onDisk(place, async () => {
        await mkdir(dirname(place), { recursive: true });
        const target = await open(place, 'wx');
        try {
          await unpackMember(stretchOf(file, offset, member.packed.bytes), member, target, path);
        } finally {
          await target.close();
        }
      });
      offset += member.packed.bytes;
    }
  });

const unpackMember = async (
  frame: AsyncIterable<Uint8Array>,
  member: BundleMember,
  target: FileHandle,
  path: string,
): Promise<void> => {
  const header = tarHeader(member.name, member.bytes);
  const total = tarBytes(member.bytes);
  const own = createHash('sha256');
  let at = 0;
  for await (const chunk of inflated(frame, member, path)) {
    if (at + chunk.length > total) throw wrong(path, member, `holds more than ${member.bytes} bytes`);
    const inHeader = chunk.subarray(0, Math.max(0, header.length - at));
    const content = chunk.subarray(
      inHeader.length,
      Math.max(inHeader.length, header.length + member.bytes - at),
    );
    const padding = chunk.subarray(inHeader.length + content.length);
    if (!header.subarray(at, at + inHeader.length).equals(inHeader) || padding.some(byte => byte !== 0)) {
      throw wrong(path, member, 'is another one in the archive than in the index');
    }
    own.update(content);
    await target.writeFile(content);
    at += chunk.length;
  }
  if (at < total) throw wrong(path, member, `holds fewer than ${member.bytes} bytes`);
  const found = own.digest('hex');
  if (found !== member.sha256)
    throw wrong(path, member, `has the sha256 ${found}, expected ${member.sha256}`);
};

async function* inflated(
  frame: AsyncIterable<Uint8Array>,
  member: BundleMember,
  path: string,
): AsyncGenerator<Buffer, void, undefined> {
  const inflate = createZstdDecompress();
  const source = Readable.from(frame);
  source.on('error', error => inflate.destroy(error));
  try {
    for await (const chunk of source.pipe(inflate)) yield chunk as Buffer;
  } catch (thrown) {
    if (thrown instanceof EurusError) throw thrown;
    throw wrong(path, member, `cannot be unpacked (${messageOf(thrown)})`);
  } finally {
    source.destroy();
    inflate.destroy();
  }
}

const wrong = (path: string, { name }: BundleMember, what: string): EurusError =>
  new EurusError('RECORDS_UNREADABLE', `${path}: the member ${name} ${what}.`, {
    hint: 'The file was not made by "eurus-eval bundle": do not trust it.',
  });

/** Tar counts in blocks of so many bytes. */
const blockBytes = 512;

/** Largest size that is written in octal digits. */
const maxOctal = 8 ** 11 - 1;

/**
 * The header of a plain file in a tar archive (POSIX ustar; sizes from 8 GiB on in base 256, as GNU tar writes them). It
 * depends on name and size alone: owner, mode and times are fixed.
 */
export const tarHeader = (name: string, size: number): Buffer => {
  const header = Buffer.alloc(blockBytes);
  const slash = name.lastIndexOf('/');
  const [folder, file] = slash < 0 ? ['', name] : [name.slice(0, slash), name.slice(slash + 1)];
  header.write(file, 0, 100, 'latin1');
  header.write('0000644\0' + '0000000\0' + '0000000\0', 100, 'latin1');
  if (size <= maxOctal) header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  header.write('00000000000\0', 136, 'latin1');
  header.write('        0', 148, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(folder, 345, 155, 'latin1');
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
};

/** Zeros behind a file's content, up to the next block. */
export const tarPadding = (size: number): Buffer =>
  Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);

/** What ends an archive. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * blockBytes);

/** Header, content and padding of a file, in bytes. */
export const tarBytes = (size: number): number => blockBytes + size + tarPadding(size).length;

import { open } from 'node:fs/promises';

/** Parts of one file, wherever they stand. Parts that stand near each other are read together. */
export type Blocks = {
  /** @param start first byte @param end the byte behind the last; the file must reach so far */
  read(start: number, end: number): Promise<Buffer>;
  close(): Promise<void>;
};

const blockBytes = 64 * 1024;
/** Blocks that stay in memory, those last wanted: 8 MiB. */
const mostBlocks = 128;
/** What is longer is read by itself. */
const longBytes = 8 * blockBytes;

export const openBlocks = async (path: string): Promise<Blocks> => {
  const file = await open(path, 'r');
  const blocks = new Map<number, Buffer>();

  const readPart = async (start: number, bytes: number): Promise<Buffer> => {
    const buffer = Buffer.allocUnsafe(bytes);
    let filled = 0;
    while (filled < bytes) {
      const { bytesRead } = await file.read(buffer, filled, bytes - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  };
  const blockAt = async (index: number, leastBytes: number): Promise<Buffer> => {
    let block = blocks.get(index);
    blocks.delete(index);
    // A file that is being appended to may have been shorter when its last block was read.
    if (block === undefined || block.length < leastBytes)
      block = await readPart(index * blockBytes, blockBytes);
    blocks.set(index, block);
    const [oldest] = blocks.keys();
    if (blocks.size > mostBlocks && oldest !== undefined) blocks.delete(oldest);
    return block;
  };

  return {
    read: async (start, end) => {
      if (end - start > longBytes) return readPart(start, end - start);
      const pieces: Buffer[] = [];
      for (let from = start; from < end; ) {
        const index = Math.floor(from / blockBytes);
        const origin = index * blockBytes;
        const to = Math.min(end, origin + blockBytes);
        const block = await blockAt(index, to - origin);
        pieces.push(block.subarray(from - origin, to - origin));
        from = to;
      }
      const [only, ...more] = pieces;
      return only !== undefined && more.length === 0 ? only : Buffer.concat(pieces);
    },
    close: () => file.close(),
  };
};

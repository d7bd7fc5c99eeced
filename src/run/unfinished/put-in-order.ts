import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { appendFlags, wholeWriter } from '../appender.ts';
import { takeName, temporaryPath } from '../disk.ts';
import { onDisk } from '../disk-error.ts';
import type { Room } from '../room.ts';
import { openBlocks } from './blocks.ts';
import type { LineOrder } from './line-order.ts';

/** Bytes that go out in one write. */
const pieceBytes = 256 * 1024;

/**
 * Puts the lines of a file that nobody writes to in order, and leaves out those that have no place; a file that is in
 * order is left alone. Of the text a few megabytes are in memory at a time, and 8 bytes a line.
 * @param count of the lines of the file, each of which a newline ends
 * @throws EurusError `DISK_FULL` | `DISK_DENIED`
 */
export const putInOrder = async (
  path: string,
  order: LineOrder,
  count: number,
  room: Room,
): Promise<void> => {
  if (order.isKept(count)) return;
  const starts = await lineStarts(path, count);
  const ordered = temporaryPath(path);
  await rm(ordered, { force: true });
  const file = await onDisk(ordered, () => open(ordered, appendFlags.w));
  const blocks = await openBlocks(path);
  try {
    const add = wholeWriter(file, 0);
    let pieces: Buffer[] = [];
    let bytes = 0;
    const write = async (): Promise<void> => {
      const piece = Buffer.concat(pieces);
      await room.write(ordered, () => add(piece));
      pieces = [];
      bytes = 0;
    };
    for (const line of order.lines()) {
      const piece = await blocks.read(starts[line] ?? 0, starts[line + 1] ?? 0);
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= pieceBytes) await write();
    }
    await write();
    await onDisk(ordered, () => file.sync());
  } finally {
    await blocks.close();
    await file.close();
  }
  await takeName(path);
};

const newline = 0x0a;

/** Where each line of a file starts, in bytes, and where the last one ends. */
const lineStarts = async (path: string, count: number): Promise<Float64Array> => {
  const starts = new Float64Array(count + 1);
  let line = 0;
  let offset = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: pieceBytes })) {
    const bytes: Buffer = chunk;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, end + 1)) {
      line += 1;
      starts[line] = offset + end + 1;
    }
    offset += bytes.length;
  }
  if (line !== count) throw new Error(`${path} has ${line} lines, ${count} were written`);
  return starts;
};

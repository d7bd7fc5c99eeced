import { open } from 'node:fs/promises';
import { makeDirectory, writeAll } from '../run/disk.ts';
import { onDisk } from '../run/disk-error.ts';
import { linesOf } from '../run/records.ts';
import type { Choice, Stop } from './choice.ts';

/** Characters that are written at once. */
const chunkChars = 256 * 1024;

/** Writes lines to a new file; nothing is there before the first. */
export type LineWriter = {
  write(line: string): Promise<void>;
  /** Brings the file to the disk and closes it. */
  close(): Promise<void>;
};

/** @throws EurusError `DISK_FULL` | `DISK_DENIED`, also from its methods */
export const openLines = async (folder: string, path: string): Promise<LineWriter> => {
  await makeDirectory(folder);
  const file = await onDisk(path, () => open(path, 'w'));
  let waiting: string[] = [];
  let chars = 0;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(waiting.join(''), 'utf8');
    waiting = [];
    chars = 0;
    await onDisk(path, () => writeAll(file, bytes));
  };
  return {
    write: async line => {
      waiting.push(line, '\n');
      chars += line.length + 1;
      if (chars >= chunkChars) await flush();
    },
    close: async () => {
      try {
        await flush();
        await onDisk(path, () => file.sync());
      } finally {
        await file.close();
      }
    },
  };
};

/**
 * Writes the chosen lines as they stand, part by part. No file is made where there are none.
 * @param from the file of each part, in the order of the parts
 */
export const writeChosen = async (
  to: { readonly folder: string; readonly path: string },
  choice: Choice,
  from: readonly string[],
  stop: Stop,
): Promise<void> => {
  const chosen = linesByPart(choice, from.length);
  if (chosen.every(({ length }) => length === 0)) return;
  const lines = await openLines(to.folder, to.path);
  try {
    for (const [place, wanted] of chosen.entries()) {
      let next = 0;
      for await (const { text, line } of wanted.length === 0 ? [] : linesOf(from[place] ?? '')) {
        if (line !== wanted[next]) continue;
        stop();
        await lines.write(text);
        next += 1;
        if (next === wanted.length) break;
      }
    }
  } finally {
    await lines.close();
  }
};

/** The chosen lines of each part, in their order. */
const linesByPart = ({ parts, lines }: Choice, count: number): readonly Uint32Array[] => {
  const sizes = new Uint32Array(count + 1);
  for (const part of parts) sizes[part] = (sizes[part] ?? 0) + 1;
  const chosen = Array.from({ length: count }, (_, place) => new Uint32Array(sizes[place + 1] ?? 0));
  const filled = new Uint32Array(count);
  for (const [slot, part] of parts.entries()) {
    if (part === 0) continue;
    const place = part - 1;
    (chosen[place] as Uint32Array)[filled[place] as number] = lines[slot] as number;
    filled[place] = (filled[place] as number) + 1;
  }
  for (const one of chosen) one.sort();
  return chosen;
};

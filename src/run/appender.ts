import { open } from 'node:fs/promises';
import { diskError, onDisk, writeAll } from './disk.ts';

/** Adds JSON lines to one file, in the order given; lines that wait go out in one write. */
export type Appender = {
  /** Resolves when the line is in the file (with the operating system: it survives the end of this process). */
  append(record: Readonly<Record<string, unknown>>): Promise<void>;
  /** Like `append`, but resolves as soon as there is room for more: for records that can be made again. */
  put(record: Readonly<Record<string, unknown>>): Promise<void>;
  /** Writes what waits, brings the file to the disk itself, and closes it. */
  close(): Promise<void>;
};

/** Characters that may wait before `put` holds its caller back. */
const roomChars = 64 * 1024;

type Batch = { lines: string[]; chars: number; readonly written: PromiseWithResolvers<void> };

/**
 * Opens a file to append to (`a`) or to write anew (`w`).
 * @throws EurusError `DISK_FULL` | `DISK_DENIED`, also from every method; after a failure each call fails
 */
export const openAppender = async (path: string, flags: 'a' | 'w' = 'a'): Promise<Appender> => {
  const file = await onDisk(path, () => open(path, flags));
  let waiting = newBatch();
  let writing: Promise<void> | null = null;
  let failure: unknown = null;

  const writeOut = async (): Promise<void> => {
    while (waiting.lines.length > 0) {
      const batch = waiting;
      waiting = newBatch();
      try {
        await writeAll(file, batch.lines.join(''));
        batch.written.resolve();
      } catch (thrown) {
        // A line may be torn now: nothing may follow it.
        failure = diskError(thrown, path);
        batch.written.reject(failure);
        waiting.written.reject(failure);
        return;
      }
    }
    writing = null;
  };

  const enqueue = (record: Readonly<Record<string, unknown>>): Batch => {
    if (failure !== null) throw failure;
    const line = `${JSON.stringify(record)}\n`;
    const batch = waiting;
    batch.lines.push(line);
    batch.chars += line.length;
    writing ??= writeOut();
    return batch;
  };

  return {
    append: async record => enqueue(record).written.promise,
    put: async record => {
      const batch = enqueue(record);
      if (batch.chars > roomChars) await batch.written.promise;
    },
    close: async () => {
      try {
        await writing;
        if (failure !== null) throw failure;
        await onDisk(path, () => file.sync());
      } finally {
        await file.close().catch(() => {});
      }
    },
  };
};

const newBatch = (): Batch => {
  const written = Promise.withResolvers<void>();
  // Callers of `put` do not wait; the failure reaches them with the next call.
  written.promise.catch(() => {});
  return { lines: [], chars: 0, written };
};

import { constants, type FileHandle, open } from 'node:fs/promises';
import { writeAll } from './disk.ts';
import { diskError, onDisk } from './disk-error.ts';
import { noPatience, type Room } from './room.ts';

/** Adds JSON lines to one file, in the order given; lines that wait go out in one write. */
export type Appender = {
  /** Resolves when the line is in the file (with the operating system: it survives the end of this process). */
  append(record: Readonly<Record<string, unknown>>): Promise<void>;
  /** Like `append`, but resolves as soon as there is room for more: for records that can be made again. */
  put(record: Readonly<Record<string, unknown>>): Promise<void>;
  /** Writes what waits, brings the file to the disk itself, and closes it. */
  close(): Promise<void>;
};

/** What is needed of an open file. */
type AppendedFile = Pick<FileHandle, 'write' | 'truncate' | 'datasync' | 'sync' | 'stat' | 'close'>;

export type AppenderOptions = {
  /** What to do while the disk is full; by default it is an error at once. */
  readonly room?: Room;
  /** Milliseconds that a line may be with the operating system alone, lost with its power. */
  readonly syncAfterMs?: number;
  readonly openFile?: (path: string, flags: number) => Promise<AppendedFile>;
};

/** Characters that may wait before `put` holds its caller back. */
const roomChars = 64 * 1024;

/**
 * Under a stream of lines one write takes those of so many milliseconds: each costs a quarter of one, most of it for
 * waking the thread that does it.
 */
const streamMs = 20;
/** So many characters are written at once, stream or not. */
const fullChars = roomChars / 2;

/** By default a loss of power takes at most the last ten seconds of lines. */
const defaultSyncAfterMs = 10_000;

/** `O_APPEND` in both: what is written after a torn line was cut off lands where the line began. */
export const appendFlags = {
  a: constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND,
  w: constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_TRUNC,
};

/** The same promise for all who need not wait. */
const atOnce = Promise.resolve();

type Batch = { lines: string[]; chars: number; readonly written: PromiseWithResolvers<void> };

/**
 * Opens a file to append to (`a`) or to write anew (`w`).
 * @throws EurusError `DISK_FULL` | `DISK_DENIED`, also from every method; after a failure each call fails
 */
export const openAppender = async (
  path: string,
  flags: 'a' | 'w' = 'a',
  options: AppenderOptions = {},
): Promise<Appender> => {
  const { room = noPatience, syncAfterMs = defaultSyncAfterMs, openFile = open } = options;
  const file = await onDisk(path, () => openFile(path, appendFlags[flags]));
  const addLines = wholeWriter(file, (await file.stat()).size);
  let waiting = newBatch();
  let writing: Promise<void> | null = null;
  let wroteAtMs = Number.NEGATIVE_INFINITY;
  let failure: { readonly error: unknown } | null = null;
  const sync = createSync(file, syncAfterMs, thrown => {
    failure ??= { error: diskError(thrown, path) };
  });

  const writeOut = async (): Promise<void> => {
    while (waiting.lines.length > 0) {
      const sinceMs = performance.now() - wroteAtMs;
      if (sinceMs < streamMs && waiting.chars < fullChars) await gathered(streamMs - sinceMs);
      const batch = waiting;
      waiting = newBatch();
      try {
        const bytes = Buffer.from(batch.lines.join(''), 'utf8');
        await room.write(path, () => addLines(bytes));
        wroteAtMs = performance.now();
        sync.soon();
        batch.written.resolve();
      } catch (error) {
        // A line may be torn now: nothing may follow it.
        failure = { error };
        batch.written.reject(error);
        waiting.written.reject(error);
        return;
      }
    }
    writing = null;
  };

  /** Ends the gathering of lines that is under way. */
  let enough = (): void => {};
  const gathered = (mostMs: number): Promise<void> =>
    new Promise(resolve => {
      const timer = setTimeout(resolve, mostMs);
      enough = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const failed = (): Promise<void> => Promise.reject(failure?.error);

  /** @returns null after a failure */
  const enqueue = (record: Readonly<Record<string, unknown>>): Batch | null => {
    if (failure !== null) return null;
    const line = `${JSON.stringify(record)}\n`;
    const batch = waiting;
    batch.lines.push(line);
    batch.chars += line.length;
    if (batch.chars >= fullChars) enough();
    writing ??= writeOut();
    return batch;
  };

  return {
    append: record => enqueue(record)?.written.promise ?? failed(),
    put: record => {
      const batch = enqueue(record);
      if (batch === null) return failed();
      return batch.chars > roomChars ? batch.written.promise : atOnce;
    },
    close: async () => {
      try {
        enough();
        await writing;
        await sync.end();
        if (failure !== null) throw failure.error;
        await onDisk(path, () => file.sync());
      } finally {
        await file.close().catch(() => {});
      }
    },
  };
};

/**
 * Adds whole pieces to a file of `size` bytes. A piece that was written in part is cut off before anything else is
 * written, so that trying again neither tears nor doubles a line.
 */
export const wholeWriter = (file: AppendedFile, size: number) => {
  let goodBytes = size;
  let torn = false;
  return async (bytes: Uint8Array): Promise<void> => {
    if (torn) await file.truncate(goodBytes);
    torn = true;
    try {
      await writeAll(file, bytes);
    } catch (thrown) {
      // At once, as well as on the next try: who reads the file meanwhile sees whole lines.
      await file.truncate(goodBytes).then(
        () => {
          torn = false;
        },
        () => {},
      );
      throw thrown;
    }
    torn = false;
    goodBytes += bytes.length;
  };
};

/** Brings a file to the disk itself some time after something was written, off the path of who writes. */
const createSync = (file: AppendedFile, afterMs: number, fail: (thrown: unknown) => void) => {
  let timer: NodeJS.Timeout | null = null;
  let syncing: Promise<void> = Promise.resolve();
  return {
    soon: (): void => {
      timer ??= setTimeout(() => {
        timer = null;
        syncing = syncing.then(() => file.datasync()).catch(fail);
      }, afterMs).unref();
    },
    end: async (): Promise<void> => {
      if (timer !== null) clearTimeout(timer);
      await syncing;
    },
  };
};

const newBatch = (): Batch => {
  const written = Promise.withResolvers<void>();
  // Callers of `put` do not wait; the failure reaches them with the next call.
  written.promise.catch(() => {});
  return { lines: [], chars: 0, written };
};

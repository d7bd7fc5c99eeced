import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { EurusError } from '../core/index.ts';
import { type Line, readLines } from '../dataset/index.ts';
import { takeName, temporaryPath, writeAll } from './disk.ts';
import { errnoOf, onDisk } from './disk-error.ts';

/** What a record file needs before it can be appended to. */
export type Repair = {
  /** Lines (from 1) to leave out. */
  readonly drop: ReadonlySet<number>;
  /** Where a last line that was cut short begins, in bytes; null when there is none. */
  readonly tornAt: number | null;
  /** True when the last record is whole and only its newline is missing. */
  readonly unended: boolean;
};

type Decode<T> = (value: unknown) => T | null;

/**
 * Reads one of our own record files from start to end. A file that is not there has no records; a last
 * line that was cut short (by a kill, or a full disk) is passed over.
 * @param visit returns false for a record that is to be dropped
 * @throws EurusError `RECORDS_UNREADABLE`, naming `file:line`, for any other damage
 */
export const scanRecords = async <T>(
  path: string,
  decode: Decode<T>,
  visit: (record: T, line: number) => boolean,
): Promise<Repair> => {
  const drop = new Set<number>();
  let tornAt: number | null = null;
  let unended = false;
  for await (const line of linesOf(path)) {
    if (line.text === '') continue;
    const record = parseRecord(line.text, decode);
    if (record === null && !line.complete) tornAt = line.byteOffset;
    if (record === null && line.complete) throw damagedRecord(path, line.line);
    if (record === null) continue;
    unended = !line.complete;
    if (!visit(record, line.line)) drop.add(line.line);
  }
  return { drop, tornAt, unended };
};

/** The records of a file in order, up to a size in bytes (records may be appended meanwhile). */
export async function* readRecords<T>(
  path: string,
  decode: Decode<T>,
  sizeBytes: number,
): AsyncGenerator<T, void, undefined> {
  for await (const line of linesOf(path, sizeBytes)) {
    const record = parseRecord(line.text, decode);
    if (record !== null) yield record;
  }
}

/** Mends a file as a scan of it found needful, so that whole lines can follow. */
export const repairRecords = async (path: string, repair: Repair): Promise<void> => {
  if (repair.drop.size > 0) return rewrite(path, repair);
  if (repair.tornAt === null && !repair.unended) return;
  await onDisk(path, async () => {
    const file = await open(path, 'r+');
    try {
      if (repair.tornAt !== null) await file.truncate(repair.tornAt);
      else await file.write('\n', (await file.stat()).size);
      await file.sync();
    } finally {
      await file.close();
    }
  });
};

/** Size of a file in bytes; 0 when it is not there. */
export const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size;
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return 0;
    throw unreadable(path, thrown);
  }
};

const rewrite = async (path: string, repair: Repair): Promise<void> => {
  await onDisk(temporaryPath(path), async () => {
    const file = await open(temporaryPath(path), 'w');
    try {
      for await (const text of keptText(path, repair)) await writeAll(file, Buffer.from(text, 'utf8'));
      await file.sync();
    } catch (thrown) {
      await rm(temporaryPath(path), { force: true }).catch(() => {});
      throw thrown;
    } finally {
      await file.close();
    }
  });
  await takeName(path);
};

/** What a file keeps, in pieces of about a million characters. */
async function* keptText(path: string, { drop, tornAt }: Repair): AsyncGenerator<string, void, undefined> {
  let kept: string[] = [];
  let chars = 0;
  for await (const { text, line, byteOffset } of linesOf(path)) {
    if (text === '' || drop.has(line) || byteOffset === tornAt) continue;
    kept.push(`${text}\n`);
    chars += text.length;
    if (chars < 1024 * 1024) continue;
    yield kept.join('');
    kept = [];
    chars = 0;
  }
  yield kept.join('');
}

/** The lines of a file as they stand, up to a size in bytes; none of a file that is not there. */
export async function* linesOf(path: string, sizeBytes?: number): AsyncGenerator<Line, void, undefined> {
  if (sizeBytes === 0) return;
  const end = sizeBytes === undefined ? {} : { end: sizeBytes - 1 };
  try {
    yield* readLines(createReadStream(path, { highWaterMark: 256 * 1024, ...end }), { name: path });
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return;
    throw unreadable(path, thrown);
  }
}

/** A record from its line; null for what is none. */
export const parseRecord = <T>(text: string, decode: Decode<T>): T | null => {
  try {
    return decode(JSON.parse(text));
  } catch {
    return null;
  }
};

/** The error for a line that no kill explains. */
export const damagedRecord = (path: string, line: number): EurusError =>
  new EurusError('RECORDS_UNREADABLE', `${path}:${line}: the line is not a record of eurus-eval`, {
    hint: 'Remove the line and run the same command again: what it held is done anew.',
  });

const unreadable = (path: string, thrown: unknown): unknown => {
  if (thrown instanceof EurusError || errnoOf(thrown) === undefined) return thrown;
  return new EurusError('RECORDS_UNREADABLE', `cannot read ${path}: ${errnoOf(thrown)}`, { cause: thrown });
};

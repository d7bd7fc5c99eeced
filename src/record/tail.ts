import { type FileHandle, open } from 'node:fs/promises';
import { EurusError } from '../core/index.ts';
import { defaultMaxLineBytes } from '../dataset/index.ts';
import { errnoOf } from '../run/disk-error.ts';

/**
 * Is given one line: its bytes are those of `bytes` from `start` up to `end`, without the line end, and change after the
 * call; `offset` is where it starts in the file, `line` its number from 1.
 */
export type VisitLine = (bytes: Buffer, start: number, end: number, offset: number, line: number) => void;

/** Follows a file of lines that is appended to while it is read. */
export type Tail = {
  /** Where the lines that have not been visited begin. */
  at(): Start;
  /** Size of the file in bytes when it was last looked at. */
  size(): number;
  /**
   * Visits the whole lines that have come since the last call, with room for other work after each piece of the file; a
   * last line without its end is left for the next call. A file that is not there has no lines.
   * @returns false when the file has been written anew, and nothing of what was visited before holds
   */
  read(visit: VisitLine, options?: TailOptions): Promise<boolean>;
};

/** The start of a line: in bytes from the start of the file, and its number from 1. */
export type Start = { readonly offset: number; readonly line: number };

export type TailOptions = {
  /** Called after each piece of the file; the next one waits for it. */
  readonly onPiece?: () => unknown;
  /** Ends the reading after the piece at hand. */
  readonly signal?: AbortSignal;
};

/** Read at once, in bytes; a longer line makes it grow. */
export const pieceBytes = 512 * 1024;

/** Bytes before the place that has been reached, by which a file is known again. */
const markBytes = 64;

const newline = 0x0a;
const carriageReturn = 0x0d;

/** @param from where the first line to be visited starts */
export const openTail = (path: string, from: Start = { offset: 0, line: 1 }): Tail => {
  const state: State = { ...from, size: 0, inode: 0n, mark: Buffer.alloc(0) };
  return {
    at: () => ({ offset: state.offset, line: state.line }),
    size: () => state.size,
    read: async (visit, options = {}) => {
      const file = await openOrNull(path);
      if (file === null) return state.offset === 0;
      try {
        const { ino, size } = await file.stat({ bigint: true });
        if (!(await isTheSame(file, ino, Number(size), state))) return false;
        state.inode = ino;
        state.size = Number(size);
        await readPieces(file, state, visit, options);
        return true;
      } finally {
        await file.close();
      }
    },
  };
};

type State = {
  offset: number;
  line: number;
  size: number;
  inode: bigint;
  mark: Buffer;
};

const openOrNull = async (path: string): Promise<FileHandle | null> => {
  try {
    return await open(path, 'r');
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null;
    throw new EurusError('RECORDS_UNREADABLE', `cannot read ${path}: ${errnoOf(thrown)}`, { cause: thrown });
  }
};

const isTheSame = async (file: FileHandle, inode: bigint, size: number, state: State): Promise<boolean> => {
  if (state.offset === 0 || state.inode === 0n) return true;
  if (inode !== state.inode || size < state.offset) return false;
  const { mark, offset } = state;
  const now = Buffer.alloc(mark.length);
  await file.read(now, 0, mark.length, offset - mark.length);
  return now.equals(mark);
};

const readPieces = async (
  file: FileHandle,
  state: State,
  visit: VisitLine,
  { onPiece, signal }: TailOptions,
): Promise<void> => {
  let buffer = Buffer.allocUnsafe(Math.min(pieceBytes, Math.max(1, state.size - state.offset)));
  /** Bytes at the start of the buffer that belong to a line whose end has not been read. */
  let kept = 0;
  /** Bytes of that line that were let go because it is too long. */
  let dropped = 0;
  let position = state.offset;
  while (position < state.size && !signal?.aborted) {
    if (kept === buffer.length && kept >= defaultMaxLineBytes) {
      dropped += kept;
      kept = 0;
    } else if (kept === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
    const wanted = Math.min(buffer.length - kept, state.size - position);
    const { bytesRead } = await file.read(buffer, kept, wanted, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    const filled = buffer.subarray(0, kept + bytesRead);
    let start = 0;
    for (let end = filled.indexOf(newline, kept); end !== -1; end = filled.indexOf(newline, start)) {
      const textEnd = end > start && filled[end - 1] === carriageReturn ? end - 1 : end;
      if (dropped === 0) visit(filled, start, textEnd, state.offset, state.line);
      state.offset += dropped + end + 1 - start;
      state.line += 1;
      dropped = 0;
      start = end + 1;
    }
    if (start > 0) state.mark = Buffer.from(filled.subarray(Math.max(0, start - markBytes), start));
    kept = filled.length - start;
    buffer.copyWithin(0, start, filled.length);
    await onPiece?.();
  }
};

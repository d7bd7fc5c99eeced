import { Buffer, isUtf8 } from 'node:buffer';
import { type ErrorCode, EurusError } from '../core/index.ts';

export type Line = {
  /** Without its line end; a `\r` before the `\n` is part of the line end. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** Where the line starts, in bytes from the start of the stream. */
  readonly byteOffset: number;
  /** False for a last line that no newline ends: a writer may have been stopped in the middle of it. */
  readonly complete: boolean;
};

export type LineOptions = {
  /** How the stream is named in errors (`file:line`). */
  readonly name?: string;
  /** Code of the error for a line that cannot be read; `RECORDS_UNREADABLE` when left out. */
  readonly code?: ErrorCode;
  /** Longest line that is kept in memory, in bytes; 64 MiB when left out. */
  readonly maxLineBytes?: number;
};

/** Longest line, in bytes, where the caller sets no other bound. */
export const defaultMaxLineBytes = 64 * 1024 * 1024;

const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * The lines of a byte stream, in order; only `\n` ends a line (never U+0085 or U+2028). UTF-8 is
 * checked strictly; a byte order mark at the start is dropped. A last line that stops in the middle of
 * a character ends in U+FFFD, so that resuming can drop it as it drops any torn line.
 * @throws EurusError `options.code`, naming `file:line`: bytes that are not UTF-8, a line that is too long
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  options: LineOptions = {},
): AsyncGenerator<Line, void, undefined> {
  const { maxLineBytes = defaultMaxLineBytes } = options;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let byteOffset = 0;
  let line = 1;
  for await (const chunk of chunks) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = buffer.indexOf(newline); end !== -1; end = buffer.indexOf(newline, start)) {
      const piece = buffer.subarray(start, end);
      const bytes = pendingBytes === 0 ? piece : Buffer.concat([...pending, piece]);
      if (bytes.length > maxLineBytes) throw tooLong(line, maxLineBytes, options);
      yield { text: decode(bytes, line, byteOffset, options), line, byteOffset, complete: true };
      byteOffset += bytes.length + 1;
      line += 1;
      start = end + 1;
      pending = [];
      pendingBytes = 0;
    }
    if (start === buffer.length) continue;
    pending.push(buffer.subarray(start));
    pendingBytes += buffer.length - start;
    if (pendingBytes > maxLineBytes) throw tooLong(line, maxLineBytes, options);
  }
  if (pendingBytes === 0) return;
  const bytes = Buffer.concat(pending);
  yield { text: decodeLast(bytes, line, byteOffset, options), line, byteOffset, complete: false };
}

const decode = (bytes: Buffer, line: number, byteOffset: number, options: LineOptions): string => {
  if (!isUtf8(bytes)) throw notUtf8(line, options);
  const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
  return bytes.toString('utf8', byteOrderMarkLength(bytes, byteOffset), end);
};

const decodeLast = (bytes: Buffer, line: number, byteOffset: number, options: LineOptions): string => {
  if (isUtf8(bytes)) return decode(bytes, line, byteOffset, options);
  const text = textBeforeCutCharacter(bytes);
  if (text === null) throw notUtf8(line, options);
  return `${byteOffset === 0 ? text.replace(/^\uFEFF/, '') : text}\uFFFD`;
};

/** The text, when nothing is wrong but a character cut short at the end; else null. */
const textBeforeCutCharacter = (bytes: Buffer): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
};

const byteOrderMarkLength = (bytes: Buffer, byteOffset: number): number =>
  byteOffset === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

const notUtf8 = (line: number, options: LineOptions): EurusError =>
  new EurusError(
    options.code ?? 'RECORDS_UNREADABLE',
    `${options.name ?? 'input'}:${line}: not valid UTF-8 text`,
    {
      hint: 'Save the file as UTF-8, or remove the line.',
    },
  );

const tooLong = (line: number, maxLineBytes: number, options: LineOptions): EurusError =>
  new EurusError(
    options.code ?? 'RECORDS_UNREADABLE',
    `${options.name ?? 'input'}:${line}: the line is longer than ${maxLineBytes} bytes`,
    { hint: 'Is this a file of lines (JSON Lines), and not one large JSON value or a binary file?' },
  );

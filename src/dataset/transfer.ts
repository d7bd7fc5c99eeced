import { type FileHandle, open } from 'node:fs/promises';
import { type DataFile, EurusError, messageOf } from '../core/index.ts';
import { diskError, interrupted } from './download-errors.ts';
import { errorCodeOf } from './gzip.ts';

export type TransferOptions = {
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
  /** Longest wait for a connection and the head of an answer, in milliseconds. */
  readonly answerTimeoutMs: number;
  /** Longest wait for the next bytes, in milliseconds. */
  readonly stallTimeoutMs: number;
  /** Called with the bytes of the file that are on disk so far. */
  readonly onBytes: (receivedBytes: number) => void;
};

/** What follows one request: check the file, ask again for the rest, ask again for all, or give up. */
export type Step =
  | { readonly next: 'check' }
  | { readonly next: 'resume' | 'restart' | 'unreachable' | 'give-up'; readonly why: string };

/** A name that cannot be resolved or a port that is closed: without an earlier answer, waiting does not help. */
const unreachableCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH']);

/**
 * One request for a file, or for the rest of it from `resumedAt`, appended to `part`.
 * @throws EurusError `DISK_DENIED` | `DISK_FULL` | `INTERRUPTED`
 */
export const transfer = async (
  file: DataFile,
  part: string,
  resumedAt: number,
  options: TransferOptions,
): Promise<Step> => {
  const clock = watchdog();
  const signal = AbortSignal.any([options.signal, clock.signal]);
  try {
    clock.start(options.answerTimeoutMs, `no answer within ${options.answerTimeoutMs / 1000} s`);
    const response = await options.fetch(file.url, { headers: requestHeaders(resumedAt), signal });
    const reading = readingOf(response, resumedAt);
    if (reading.next !== 'read') {
      await response.body?.cancel();
      return reading;
    }
    const kick = (): void =>
      clock.start(options.stallTimeoutMs, `no bytes for ${options.stallTimeoutMs / 1000} s`);
    const size = await append(response, part, reading.at, file.bytes, kick, options.onBytes);
    const sizeIsFinal = size >= file.bytes || response.headers.has('content-length');
    return sizeIsFinal
      ? { next: 'check' }
      : { next: 'resume', why: `ended after ${size} of ${file.bytes} bytes` };
  } catch (error) {
    if (error instanceof EurusError) throw error;
    if (options.signal.aborted) throw interrupted();
    return networkFailure(error, file);
  } finally {
    clock.stop();
  }
};

/** `identity`: a Range of a compressed form would be bytes of something else. */
const requestHeaders = (resumedAt: number): Record<string, string> => ({
  'accept-encoding': 'identity',
  ...(resumedAt > 0 ? { range: `bytes=${resumedAt}-` } : {}),
});

const readingOf = (response: Response, resumedAt: number): Step | { next: 'read'; at: number } => {
  const { status, statusText, headers } = response;
  const why = `${response.url} answered ${status} ${statusText}`.trimEnd();
  if (status === 200) return { next: 'read', at: 0 };
  if (status === 206) {
    const fits = headers.get('content-range')?.startsWith(`bytes ${resumedAt}-`) === true;
    return fits && resumedAt > 0 && !headers.has('content-encoding')
      ? { next: 'read', at: resumedAt }
      : { next: 'restart', why: `${why} with another range than was asked for` };
  }
  if (status === 416 && resumedAt > 0) return { next: 'restart', why };
  if (status === 408 || status === 429 || status >= 500) return { next: 'resume', why };
  return { next: 'give-up', why };
};

/** Appends the body to what is there; stops one chunk after more than `maxBytes`. Returns the size on disk. */
const append = async (
  response: Response,
  part: string,
  at: number,
  maxBytes: number,
  kick: () => void,
  onBytes: (receivedBytes: number) => void,
): Promise<number> => {
  const handle = await onDisk(part, open(part, at === 0 ? 'w' : 'a'));
  let size = at;
  try {
    kick();
    for await (const chunk of response.body ?? []) {
      await onDisk(part, writeAll(handle, chunk));
      size += chunk.byteLength;
      onBytes(size);
      if (size > maxBytes) break;
      kick();
    }
    await onDisk(part, handle.sync());
  } finally {
    await handle.close();
  }
  return size;
};

const writeAll = async (handle: FileHandle, chunk: Uint8Array): Promise<void> => {
  for (let done = 0; done < chunk.byteLength; ) {
    done += (await handle.write(chunk, done)).bytesWritten;
  }
};

const onDisk = async <T>(path: string, action: Promise<T>): Promise<T> => {
  try {
    return await action;
  } catch (error) {
    throw diskError(error, path);
  }
};

const networkFailure = (error: unknown, file: DataFile): Step => {
  // fetch says "fetch failed" and keeps the reason in the cause.
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = errorCodeOf(reason) ?? '';
  const text = messageOf(reason) || code || 'the connection failed';
  const host = URL.parse(file.url)?.host ?? file.url;
  return unreachableCodes.has(code)
    ? { next: 'unreachable', why: `${host} cannot be reached (${text})` }
    : { next: 'resume', why: `the connection to ${host} failed (${text})` };
};

/** A signal that aborts, with words, when it is not started again in time. */
const watchdog = () => {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  return {
    signal: controller.signal,
    stop,
    start(timeoutMs: number, words: string): void {
      stop();
      timer = setTimeout(() => controller.abort(new Error(words)), timeoutMs);
    },
  };
};

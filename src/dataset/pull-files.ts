import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DataFile } from '../core/index.ts';
import { type DownloadOptions, download } from './download.ts';
import { diskError } from './download-errors.ts';
import { stateOf } from './verify-files.ts';

export type PullProgress = {
  readonly file: DataFile;
  readonly receivedBytes: number;
  readonly totalBytes: number;
  /** The file is in place and verified. */
  readonly done: boolean;
  /** It was there already; nothing was fetched. */
  readonly present: boolean;
};

export type PullOptions = Partial<Omit<DownloadOptions, 'onBytes'>> & {
  readonly onProgress?: (progress: PullProgress) => void;
};

/** Downloads at a time: many data files are small, so that waiting for answers is most of the time. */
const parallelDownloads = 4;

/**
 * Fills a data directory: every file that is not there, or is not as published, is fetched from its
 * upstream address to `<root>/<file.path>`, through `<file.path>.part`, which a later call continues.
 * The first failure stops the others.
 * @throws EurusError `DOWNLOAD_FAILED` | `DATA_CORRUPT` (the address gives other bytes) | `DISK_DENIED` | `DISK_FULL` | `INTERRUPTED`
 */
export const pullFiles = async (
  files: readonly DataFile[],
  root: string,
  options: PullOptions = {},
): Promise<void> => {
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  // A file beside its adapter has no upstream.
  const queue = files.filter(({ local }) => local === undefined).values();
  const work = async (): Promise<void> => {
    for (const file of queue) await pullFile(file, root, { ...options, signal });
  };
  const workers = Array.from({ length: Math.min(parallelDownloads, files.length) }, work);
  try {
    await Promise.all(workers);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(workers);
    throw error;
  }
};

const pullFile = async (
  file: DataFile,
  root: string,
  { onProgress, ...options }: PullOptions & { readonly signal: AbortSignal },
): Promise<void> => {
  const report = (receivedBytes: number, state: { done: boolean; present: boolean }): void =>
    onProgress?.({ file, receivedBytes, totalBytes: file.bytes, ...state });
  if ((await stateOf(file, root)).state === 'present') {
    report(file.bytes, { done: true, present: true });
    return;
  }
  const target = join(root, file.path);
  await mkdir(dirname(target), { recursive: true }).catch(error => {
    throw diskError(error, dirname(target));
  });
  await download(file, target, {
    ...downloadDefaults,
    ...options,
    onBytes: receivedBytes => report(receivedBytes, { done: false, present: false }),
  });
  report(file.bytes, { done: true, present: false });
};

const downloadDefaults = {
  fetch: globalThis.fetch,
  maxAttempts: 5,
  retryDelayMs: 500,
  answerTimeoutMs: 20_000,
  stallTimeoutMs: 30_000,
};

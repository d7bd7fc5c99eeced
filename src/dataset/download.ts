import { rename, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataFile } from '../core/index.ts';
import { sha256Of } from './checksum.ts';
import { diskError, downloadFailed, interrupted, otherBytes } from './download-errors.ts';
import { readBytes } from './gzip.ts';
import { type TransferOptions, transfer } from './transfer.ts';

export type DownloadOptions = TransferOptions & {
  /** Requests for one file, at most. */
  readonly maxAttempts: number;
  /** Wait before the second request, in milliseconds; doubles from one to the next. */
  readonly retryDelayMs: number;
};

/**
 * Fetches one data file to `target`. What a broken download left in `<target>.part` is continued with a
 * Range request; the checksum decides before the file gets its name.
 * @throws EurusError as `pullFiles`
 */
export const download = async (file: DataFile, target: string, options: DownloadOptions): Promise<void> => {
  const part = `${target}.part`;
  let why = '';
  for (let attempt = 1; attempt <= options.maxAttempts; attempt += 1) {
    if (attempt > 1) await pause(options.retryDelayMs * 2 ** (attempt - 2), options.signal);
    const resumedAt = await usablePartBytes(part, file);
    if (resumedAt < file.bytes) {
      const step = await transfer(file, part, resumedAt, options);
      const hopeless = step.next === 'give-up' || (step.next === 'unreachable' && attempt === 1);
      if (hopeless) throw downloadFailed(file, target, step.why);
      if (step.next === 'restart') await rm(part, { force: true });
      if (step.next !== 'check') {
        why = step.why;
        continue;
      }
    }
    const found = await sha256Of(readBytes(part));
    if (found.sha256 === file.sha256) return moveIntoPlace(part, target);
    await rm(part, { force: true });
    why = `it has ${found.bytes} bytes with sha256 ${found.sha256}, expected ${file.bytes} bytes with ${file.sha256}`;
    // Two halves of different contents may have met; only a file fetched in one go is judged for good.
    if (resumedAt === 0) throw otherBytes(file, target, why);
  }
  throw downloadFailed(file, target, `${why} (${options.maxAttempts} attempts)`);
};

/** Bytes of an earlier download to continue from; one that is too long is useless. */
const usablePartBytes = async (part: string, file: DataFile): Promise<number> => {
  const size = await stat(part).then(
    found => found.size,
    () => 0,
  );
  if (size <= file.bytes) return size;
  await rm(part, { force: true });
  return 0;
};

const moveIntoPlace = async (part: string, target: string): Promise<void> => {
  try {
    await rename(part, target);
  } catch (error) {
    throw diskError(error, target);
  }
};

const pause = async (delayMs: number, signal: AbortSignal): Promise<void> => {
  try {
    await sleep(delayMs, undefined, { signal });
  } catch {
    throw interrupted();
  }
};

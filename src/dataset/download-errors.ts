import { type DataFile, EurusError, messageOf } from '../core/index.ts';
import { errorCodeOf } from './gzip.ts';

/** What to do without a network, or when the address is gone. */
const byHand = (file: DataFile, target: string): string =>
  `Fetch ${file.url} where there is a network and save it as ${target}, or name a folder that has it with --data-dir DIR.`;

/** The file could not be fetched. */
export const downloadFailed = (file: DataFile, target: string, why: string): EurusError =>
  new EurusError('DOWNLOAD_FAILED', `cannot download ${file.path}: ${why}`, { hint: byHand(file, target) });

/** The address answered, with something else. */
export const otherBytes = (file: DataFile, target: string, why: string): EurusError =>
  new EurusError('DATA_CORRUPT', `${file.url} is not the published file: ${why}`, {
    hint: `A proxy or a login page may stand between. ${byHand(file, target)}`,
  });

/** The user stopped it. */
export const interrupted = (): EurusError =>
  new EurusError('INTERRUPTED', 'the download was stopped', {
    hint: 'The same command continues it.',
  });

/** A failure to write, by what the user can do about it. */
export const diskError = (error: unknown, path: string): EurusError => {
  const code = errorCodeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new EurusError('DISK_FULL', `no space left to write ${path}`, {
        cause: error,
        hint: 'Free some space, or choose another folder with --data-dir DIR.',
      })
    : new EurusError('DISK_DENIED', `cannot write ${path}: ${messageOf(error)}`, {
        cause: error,
        hint: 'Choose a folder you may write to with --data-dir DIR.',
      });
};

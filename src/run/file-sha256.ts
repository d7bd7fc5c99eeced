import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { EurusError, messageOf } from '../core/index.ts';
import { errnoOf } from './disk-error.ts';

/**
 * SHA-256 of the bytes of a file.
 * @throws EurusError `RECORDS_UNREADABLE`; `USAGE` for a pipe, which can be read only once
 */
export const sha256OfFile = async (path: string): Promise<string> => {
  try {
    if (!(await stat(path)).isFile()) {
      throw new EurusError('USAGE', `${path} is not a regular file, so that a run directory cannot name it`, {
        hint: 'Write it to a file first, or leave --out out.',
      });
    }
    const hash = createHash('sha256');
    await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
    return hash.digest('hex');
  } catch (thrown) {
    if (thrown instanceof EurusError) throw thrown;
    const why = errnoOf(thrown) ?? messageOf(thrown);
    throw new EurusError('RECORDS_UNREADABLE', `cannot read ${path}: ${why}`, { cause: thrown });
  }
};

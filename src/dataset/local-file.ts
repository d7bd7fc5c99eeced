import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type DataFile, EurusError } from '../core/index.ts';
import { fileErrorText } from './gzip.ts';

/**
 * A data file that lies beside an adapter: `localFile(import.meta.url, 'questions.jsonl')`. Its checksum is taken
 * when the adapter is loaded, so that a run is not continued with other data.
 * @param base the adapter's `import.meta.url`
 * @param licence SPDX id of the data's licence
 * @throws EurusError `DATA_MISSING` when it cannot be read
 */
export const localFile = (base: string, name: string, licence = 'unstated'): DataFile => {
  const local = fileURLToPath(new URL(name, base));
  try {
    const bytes = readFileSync(local);
    return {
      path: name,
      url: pathToFileURL(local).href,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      source: 'beside the adapter',
      licence,
      local,
    };
  } catch (error) {
    throw new EurusError('DATA_MISSING', `cannot read the data file ${local}: ${fileErrorText(error)}`, {
      cause: error,
    });
  }
};

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DataFile, type DataSource, EurusError } from '../core/index.ts';
import { fileErrorText, gunzipWhenGzip, readBytes } from './gzip.ts';

/**
 * The few rows that this package ships, in the upstream formats: `gsm8k/test.jsonl` is
 * `<root>/gsm8k/samples/test.jsonl`; a `.gz` at the end of an upstream name is dropped. They have no
 * checksum, and not every file has samples.
 */
export const sampleDirectory = (root: string): DataSource => ({
  complete: false,
  has: file => existsSync(samplePath(root, file)),
  nameOf: file => samplePath(root, file),
  open: file => openSample(samplePath(root, file)),
});

const samplePath = (root: string, file: DataFile): string => {
  const [benchmark = '', ...rest] = file.path.split('/');
  return join(root, benchmark, 'samples', rest.join('/').replace(/\.gz$/, ''));
};

async function* openSample(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* gunzipWhenGzip(readBytes(path), path, 'DATA_CORRUPT');
  } catch (error) {
    if (error instanceof EurusError) throw error;
    throw new EurusError('DATA_MISSING', `cannot read the sample file ${path}: ${fileErrorText(error)}`, {
      cause: error,
      hint: 'The samples belong to the package: install it again.',
    });
  }
}

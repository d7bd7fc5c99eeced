import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DataFile, type DataSource, EurusError } from '../core/index.ts';
import { fileErrorText, gunzipWhenGzip, readBytes } from './gzip.ts';

/**
 * The few rows that this package ships, in the upstream formats: `gsm8k/test.jsonl` is
 * `<root>/gsm8k/samples/test.jsonl`; a `.gz` at the end of an upstream name is dropped. They have no
 * checksum, and not every file has samples.
 */
export const sampleDirectory = (root: string): DataSource =>
  samplesAt(({ path }) => join(root, benchmarkOf(path), 'samples', nameOf(path)));

/** The same for one adapter, wherever its folder is. */
export const samplesBeside = (folder: string): DataSource =>
  samplesAt(({ path, local }) => local ?? join(folder, 'samples', nameOf(path)));

const samplesAt = (pathOf: (file: DataFile) => string): DataSource => ({
  complete: false,
  has: file => existsSync(pathOf(file)),
  nameOf: pathOf,
  open: file => openSample(pathOf(file)),
});

const benchmarkOf = (path: string): string => path.split('/')[0] ?? '';
const nameOf = (path: string): string => path.split('/').slice(1).join('/').replace(/\.gz$/, '');

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

import { type DataFile, type Dataset, EurusError, type Row } from '../core/index.ts';
import { kindOf } from './field.ts';
import { jsonOf } from './read-whole.ts';
import { fileRecords } from './records.ts';

/**
 * A file that is one JSON value: an array of rows or, with `at`, an object that has the array at that
 * path (`{ at: ['examples'] }`). The file is read in one piece, up to 256 MiB.
 */
export const json = (
  file: DataFile,
  count: number,
  options: { readonly at?: readonly string[] } = {},
): Dataset => fileRecords(file, count, (chunks, name) => jsonRows(chunks, name, options.at));

/**
 * The rows of a JSON array, or of the array at a path inside an object. They have no line numbers.
 * @throws EurusError `DATA_CORRUPT`
 */
export async function* jsonRows(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  at: readonly string[] = [],
): AsyncGenerator<Row, void, undefined> {
  const values = arrayAt(await jsonOf(chunks, name), at, name);
  for (const [index, value] of values.entries()) yield { file: name, index, line: null, value };
}

const arrayAt = (whole: unknown, at: readonly string[], name: string): readonly unknown[] => {
  let value = whole;
  for (const key of at) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined;
  }
  if (Array.isArray(value)) return value;
  const where = at.length === 0 ? 'the file' : `"${at.join('.')}"`;
  throw new EurusError('DATA_CORRUPT', `${name}: ${where} is ${kindOf(value)}, expected a list of rows`);
};

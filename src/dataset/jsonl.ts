import type { DataFile, Dataset, Row } from '../core/index.ts';
import { readJsonLines } from './json-lines.ts';
import { fileRecords } from './records.ts';

/** A JSON Lines file: one row a line. */
export const jsonl = (file: DataFile, count: number): Dataset => fileRecords(file, count, jsonlRows);

/**
 * The rows of a JSON Lines stream.
 * @throws EurusError `DATA_CORRUPT`, naming `file:line`
 */
export async function* jsonlRows(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Row, void, undefined> {
  let index = 0;
  for await (const { value, line } of readJsonLines(chunks, name, { code: 'DATA_CORRUPT' })) {
    yield { file: name, index, line, value };
    index += 1;
  }
}

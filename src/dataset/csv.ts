import { pipeline, Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { type DataFile, type Dataset, EurusError, type Row } from '../core/index.ts';
import { fileRecords } from './records.ts';

export type CsvOptions = {
  /** Names for the columns of a file without a header, in order; `header` when the first record has them. */
  readonly columns: readonly string[] | 'header';
};

/** A CSV file: quotes as in RFC 4180, fields may hold newlines, every record has as many fields as columns. */
export const csv = (file: DataFile, count: number, options: CsvOptions): Dataset =>
  fileRecords(file, count, (chunks, name) => csvRows(chunks, name, options));

const maxRecordBytes = 64 * 1024 * 1024;

/** What the parser hands out with `info: true`. */
type Parsed = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

/**
 * The rows of a CSV stream: one object a record, all values text. Blank lines are passed over.
 * @throws EurusError `DATA_CORRUPT`, naming `file:line`
 */
export async function* csvRows(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  options: CsvOptions,
): AsyncGenerator<Row, void, undefined> {
  let columns = options.columns === 'header' ? null : options.columns;
  let index = 0;
  for await (const { fields, line } of parsedRecords(chunks, name)) {
    if (columns === null) {
      columns = fields;
      continue;
    }
    if (fields.length !== columns.length) {
      const message = `${name}:${line}: the record has ${fields.length} fields, expected ${columns.length}`;
      throw new EurusError('DATA_CORRUPT', message);
    }
    const value = Object.fromEntries(columns.map((column, at) => [column, fields[at]]));
    yield { file: name, index, line, value };
    index += 1;
  }
}

async function* parsedRecords(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<{ fields: readonly string[]; line: number }, void, undefined> {
  const parser = parse({
    bom: true,
    info: true,
    max_record_size: maxRecordBytes,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
  });
  // Errors of the source and of the parser both arrive where `parser` is read.
  pipeline(Readable.from(checkedUtf8(chunks, name)), parser, () => {});
  let carriageReturns = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      // The parser counts the line a record ends in, and counts a `\r` inside a field as a line.
      carriageReturns += countIn(record, '\r');
      yield { fields: record, line: info.lines - carriageReturns - countIn(record, '\n') };
    }
  } catch (error) {
    throw isCsvError(error) ? csvError(error, name) : error;
  }
}

const countIn = (fields: readonly string[], letter: string): number =>
  fields.reduce((sum, field) => sum + field.split(letter).length - 1, 0);

/** Passes bytes on, so far as they are UTF-8: the parser itself would replace what is not. */
async function* checkedUtf8(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const check = (bytes: Uint8Array, stream: boolean): void => {
    try {
      decoder.decode(bytes, { stream });
    } catch (error) {
      throw new EurusError('DATA_CORRUPT', `${name} is not valid UTF-8 text`, { cause: error });
    }
  };
  for await (const chunk of chunks) {
    check(chunk, true);
    yield chunk;
  }
  check(new Uint8Array(0), false);
}

const isCsvError = (error: unknown): error is CsvError & { readonly lines?: unknown } =>
  error instanceof Error &&
  'code' in error &&
  /^(CSV_|INVALID_OPENING_QUOTE)/.test(String(error.code)) &&
  !(error instanceof EurusError);

const csvError = (error: CsvError & { readonly lines?: unknown }, name: string): EurusError => {
  const where = typeof error.lines === 'number' ? `${name}:${error.lines}` : name;
  return new EurusError('DATA_CORRUPT', `${where}: not valid CSV (${wordsOf(error.code)})`, { cause: error });
};

/** `CSV_QUOTE_NOT_CLOSED` → `quote not closed`: the parser's message would quote the data at length. */
const wordsOf = (code: string): string => code.replace(/^CSV_/, '').replaceAll('_', ' ').toLowerCase();

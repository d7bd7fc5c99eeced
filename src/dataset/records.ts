import { type DataFile, type DataSource, type Dataset, EurusError, type Row } from '../core/index.ts';

/**
 * A dataset whose rows come from a generator of its own, e.g. one that joins two files. The generator
 * passes over files for which `source.has(file)` is false; the number of rows is checked here.
 */
export const records = (
  files: readonly DataFile[],
  count: number,
  rows: (source: DataSource) => AsyncIterable<Row>,
): Dataset => ({
  files,
  count,
  rows: source => counted(rows(source), files, count, source),
});

/** A dataset of one file, whose content `read` turns into rows. Without the file there are no rows. */
export const fileRecords = (
  file: DataFile,
  count: number,
  read: (chunks: AsyncIterable<Uint8Array>, name: string) => AsyncIterable<Row>,
): Dataset =>
  records([file], count, async function* (source) {
    if (source.has(file)) yield* read(source.open(file), source.nameOf(file));
  });

/** Passes rows on and, after the last one, compares their number when the source is complete. */
async function* counted(
  rows: AsyncIterable<Row>,
  files: readonly DataFile[],
  count: number,
  source: DataSource,
): AsyncGenerator<Row, void, undefined> {
  let found = 0;
  for await (const row of rows) {
    found += 1;
    yield row;
  }
  if (!source.complete || found === count) return;
  const [first] = files;
  const name = first === undefined ? 'the dataset' : source.nameOf(first);
  const others = files.length > 1 ? ` and ${files.length - 1} more` : '';
  throw new EurusError('DATA_CORRUPT', `${name}${others}: found ${found} rows, expected ${count}`, {
    hint: 'The files passed their checksums, so the count or the reader of this benchmark is wrong.',
  });
}

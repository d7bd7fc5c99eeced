import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { type FlatColumn, type FlatRow, flatColumns } from './flat-row.ts';

/** Rows of one group; their texts are in memory together, up to `groupChars`. */
const groupRows = 10_000;
const groupChars = 32 * 1024 * 1024;

const parquetTypes = { text: 'STRING', count: 'INT32', number: 'DOUBLE', flag: 'BOOLEAN' } as const;
const columns = Object.entries(flatColumns) as [FlatColumn, (typeof flatColumns)[FlatColumn]][];

export type ParquetSchema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
export type ParquetColumns = Parameters<ParquetWriter['write']>[0]['columnData'];

/** How rows of one kind become columns. */
export type ParquetLayout<Row> = {
  readonly schema: ParquetSchema;
  readonly columns: (rows: readonly Row[]) => ParquetColumns;
  /** Length of a row's texts, about. */
  readonly chars: (row: Row) => number;
};

/**
 * Writes flat rows as one Parquet file, a row group at a time.
 * @param about text that stands in the file's own metadata
 * @returns rows written
 */
export const writeParquet = (
  path: string,
  rows: AsyncIterable<FlatRow>,
  about: Readonly<Record<string, string>>,
): Promise<number> => writeRows(path, rows, about, flatLayout());

/** As `writeParquet`, for rows of any kind. */
export const writeRows = async <Row>(
  path: string,
  rows: AsyncIterable<Row>,
  about: Readonly<Record<string, string>>,
  layout: ParquetLayout<Row>,
): Promise<number> => {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w');
  try {
    const bytes = new ByteWriter();
    const writer = new ParquetWriter({
      writer: bytes,
      schema: layout.schema,
      kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
      createdBy: 'eurus-eval',
    });
    let [written, waiting, chars]: [number, Row[], number] = [0, [], 0];
    const flush = async (): Promise<void> => {
      if (waiting.length === 0) return;
      await writer.write({ columnData: layout.columns(waiting), rowGroupSize: waiting.length });
      written += waiting.length;
      [waiting, chars] = [[], 0];
      await drain(bytes, file);
    };
    for await (const row of rows) {
      waiting.push(row);
      chars += layout.chars(row);
      if (waiting.length >= groupRows || chars >= groupChars) await flush();
    }
    await flush();
    await writer.finish();
    await drain(bytes, file);
    await file.sync();
    await rename(temporary, path);
    return written;
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  } finally {
    await file.close();
  }
};

const flatLayout = (): ParquetLayout<FlatRow> => ({
  schema: schemaFromColumnData({ columnData: columnData([]) }),
  columns: columnData,
  chars: ({ text, prompt }) => String(text ?? '').length + String(prompt ?? '').length,
});

const columnData = (rows: readonly FlatRow[]) =>
  columns.map(([name, kind]) => ({
    name,
    type: parquetTypes[kind],
    nullable: true,
    data: rows.map(row => storable(row[name], kind)),
  }));

/** Counts are 32-bit integers in the file: what does not fit is left out, never wrapped around. */
const storable = (value: FlatRow[FlatColumn], kind: (typeof flatColumns)[FlatColumn]) => {
  if (kind !== 'count' || typeof value !== 'number') return value;
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : null;
};

const drain = async (bytes: ByteWriter, file: FileHandle): Promise<void> => {
  const chunk = bytes.getBytes();
  for (let done = 0; done < chunk.length; ) done += (await file.write(chunk, done)).bytesWritten;
  bytes.index = 0;
};

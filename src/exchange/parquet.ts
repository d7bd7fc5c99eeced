import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { type FlatColumn, type FlatRow, flatColumns } from './flat-row.ts';

/** Rows of one group; their texts are in memory together, up to `groupChars`. */
const groupRows = 10_000;
const groupChars = 32 * 1024 * 1024;

const parquetTypes = { text: 'STRING', count: 'INT32', number: 'DOUBLE', flag: 'BOOLEAN' } as const;
const columns = Object.entries(flatColumns) as [FlatColumn, (typeof flatColumns)[FlatColumn]][];

/**
 * Writes flat rows as one Parquet file, a row group at a time.
 * @param about text that stands in the file's own metadata
 * @returns rows written
 */
export const writeParquet = async (
  path: string,
  rows: AsyncIterable<FlatRow>,
  about: Readonly<Record<string, string>>,
): Promise<number> => {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.tmp`;
  const file = await open(temporary, 'w');
  try {
    const bytes = new ByteWriter();
    const writer = new ParquetWriter({
      writer: bytes,
      schema: schemaFromColumnData({ columnData: columnData([]) }),
      kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
      createdBy: 'eurus-eval',
    });
    let [written, waiting, chars]: [number, FlatRow[], number] = [0, [], 0];
    const flush = async (): Promise<void> => {
      if (waiting.length === 0) return;
      await writer.write({ columnData: columnData(waiting), rowGroupSize: waiting.length });
      written += waiting.length;
      [waiting, chars] = [[], 0];
      await drain(bytes, file);
    };
    for await (const row of rows) {
      waiting.push(row);
      chars += (row.text as string | null)?.length ?? 0;
      chars += (row.prompt as string | null)?.length ?? 0;
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

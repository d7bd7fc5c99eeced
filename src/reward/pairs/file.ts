import { open } from 'node:fs/promises';
import { EurusError, oneLine } from '../../core/index.ts';
import { readJsonLines } from '../../dataset/index.ts';
import { type PreferencePair, readPair } from '../../preference/index.ts';

/** The pairs of a file, in order; read anew each time it is asked. */
export type PairFile = {
  readonly path: string;
  /** The first so many; null: all. */
  readonly limit: number | null;
  /** The field that holds the subset; null: the usual one. */
  readonly subsetField: string | null;
};

/**
 * Streams a file of pairs (JSON Lines, also gzipped). Equal ids are told apart by their order.
 * @throws EurusError `USAGE` for Parquet; `RECORDS_UNREADABLE`, naming `file:line`
 */
export async function* pairsOf({
  path,
  limit,
  subsetField,
}: PairFile): AsyncGenerator<PreferencePair, void, undefined> {
  await refuseParquet(path);
  const times = new Map<string, number>();
  let count = 0;
  for await (const { value, line } of readJsonLines(path)) {
    if (count === limit) return;
    const reading = readPair(value, subsetField);
    if (!reading.ok) {
      throw new EurusError('RECORDS_UNREADABLE', `${path}:${line}: ${oneLine(reading.problem, 300)}`, {
        hint: 'A row is {prompt, chosen, rejected, subset, id}, or one of UltraInteract_pair or TRL: docs/pairs.md',
      });
    }
    const id = reading.id ?? `row-${count}`;
    const time = (times.get(id) ?? 0) + 1;
    times.set(id, time);
    yield { key: time === 1 ? id : `${id}#${time}`, ...reading.pair };
    count += 1;
  }
}

/** What every Parquet file begins with. */
const magic = 'PAR1';

const refuseParquet = async (path: string): Promise<void> => {
  const file = await open(path).catch(() => null);
  // What is not there is said where it is read.
  if (file === null) return;
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(magic.length), position: 0 });
    if (buffer.toString('latin1') !== magic) return;
  } catch {
    return;
  } finally {
    await file.close();
  }
  throw new EurusError('USAGE', `${path} is Parquet, which pairs does not read.`, {
    hint: `duckdb -c "copy (from '${oneLine(path, 200)}') to 'pairs.jsonl' (format json)" makes JSON Lines of it`,
  });
};

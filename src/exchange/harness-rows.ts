import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HarnessRecords, Sample } from '../core/index.ts';
import { readJsonLines } from '../dataset/index.ts';
import type { ForeignRow } from './foreign-rows.ts';

/** How far below a folder its files are looked for. */
const maxDepth = 8;

/**
 * The files of a benchmark's own harness in a folder and below it, sorted; of a file that is there packed and unpacked
 * the unpacked one.
 */
export const harnessFilesIn = async (
  folder: string,
  { fileName }: Pick<HarnessRecords, 'fileName'>,
  depth = 0,
): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = new Set(entries.filter(entry => entry.isFile()).map(({ name }) => name));
  const own = [fileName, `${fileName}.gz`].find(name => names.has(name));
  const found = own === undefined ? [] : [join(folder, own)];
  if (depth === maxDepth) return found;
  for (const { name } of entries.filter(entry => entry.isDirectory()).sort(byName)) {
    found.push(...(await harnessFilesIn(join(folder, name), { fileName }, depth + 1)));
  }
  return found;
};

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : 1;

/** True when the file's first row is one of that harness. */
export const isHarnessFile = async (path: string, { isRow }: HarnessRecords): Promise<boolean> => {
  for await (const { value } of readJsonLines(path)) return isRow(value);
  return false;
};

export type HarnessOptions = {
  readonly records: HarnessRecords;
  readonly samples: readonly Sample[];
  /** Told, after the last row, what was left out: a line a reason. */
  note(line: string): void;
};

/**
 * The rows of files of a benchmark's own harness, as rows that `score` knows.
 * @throws EurusError `RECORDS_UNREADABLE`, naming `file:line`
 */
export async function* harnessRows(
  paths: readonly string[],
  { records, samples, note }: HarnessOptions,
): AsyncGenerator<ForeignRow, void, undefined> {
  const read = records.reader(samples);
  const leftOut = new Map<string, { rows: number; readonly first: string }>();
  for (const file of paths) {
    for await (const { value, line } of readJsonLines(file)) {
      const answer: ReturnType<typeof read> = records.isRow(value)
        ? read(value)
        : { leftOut: 'of another shape' };
      if (!('leftOut' in answer)) {
        yield { value: answer, line, file };
        continue;
      }
      const counted = leftOut.get(answer.leftOut) ?? { rows: 0, first: `${file}:${line}` };
      counted.rows += 1;
      leftOut.set(answer.leftOut, counted);
    }
  }
  for (const [why, { rows, first }] of leftOut) {
    note(
      `${rows} ${rows === 1 ? 'row' : 'rows'} left out, ${why} (${rows === 1 ? 'at' : 'first at'} ${first})`,
    );
  }
}

import { createReadStream } from 'node:fs';
import { decodeVerdict, type Verdict } from '../../core/index.ts';
import { readLines } from '../../dataset/index.ts';
import { errnoOf } from '../disk-error.ts';
import { parseRecord, repairRecords } from '../records.ts';

/** Where a line stands in its file. */
export type FoundLine = {
  /** From 0. */
  readonly line: number;
  /** Its first byte, and the one behind its last, newline left out. */
  readonly start: number;
  readonly end: number;
};

/**
 * Reads the verdicts that a command which was stopped has left, and mends the file's end so that it can be appended to:
 * a last line that was cut short is cut off. What is no verdict is passed over: it is judged again.
 * @returns how many lines the file has
 * @throws EurusError `RECORDS_UNREADABLE` for what is no text, `DISK_*`
 */
export const scanFound = async (
  path: string,
  visit: (verdict: Verdict, at: FoundLine) => void,
): Promise<number> => {
  let lines = 0;
  let [tornAt, unended]: [number | null, boolean] = [null, false];
  try {
    for await (const { text, byteOffset, complete } of readLines(createReadStream(path), { name: path })) {
      const verdict = parseRecord(text, decodeVerdict);
      if (!complete && verdict === null) tornAt = byteOffset;
      else {
        unended = !complete;
        const end = byteOffset + Buffer.byteLength(text);
        if (verdict !== null) visit(verdict, { line: lines, start: byteOffset, end });
        lines += 1;
      }
    }
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return 0;
    throw thrown;
  }
  await repairRecords(path, { drop: new Set(), tornAt, unended });
  return lines;
};

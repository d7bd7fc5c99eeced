import type { Dataset } from '../../src/core/index.ts';
import { integer, jsonl, records } from '../../src/dataset/index.ts';
import { wholeFile } from '../mbpp/source.ts';

const whole = jsonl(wholeFile, 974);

/** The rows of the whole file whose ids lie between two, both included. */
const between = (first: number, last: number): Dataset =>
  records(whole.files, last - first + 1, async function* (source) {
    for await (const row of whole.rows(source)) {
      const id = integer(row, 'task_id');
      if (id >= first && id <= last) yield row;
    }
  });

/** The test split. */
export const testSplit = between(11, 510);

/** What the three-shot prompt shows. */
export const exemplars = between(2, 4);

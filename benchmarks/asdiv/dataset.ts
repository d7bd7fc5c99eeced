import type { Dataset, Row } from '../../src/core/index.ts';
import { jsonRows, records, text } from '../../src/dataset/index.ts';
import { asdivFile } from './source.ts';

/** The rows of the test split in the order of the file, counted anew from 0. */
export const asdivTest: Dataset = records([asdivFile], 618, async function* (source): AsyncGenerator<Row> {
  if (!source.has(asdivFile)) return;
  let index = 0;
  for await (const row of jsonRows(source.open(asdivFile), source.nameOf(asdivFile), ['Instances'])) {
    if (text(row, 'split') !== 'test') continue;
    yield { ...row, index };
    index += 1;
  }
});

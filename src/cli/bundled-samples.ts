import { decodeSampleRecord, type Row, type Sample, sampleOfRecord } from '../core/index.ts';
import { locatedRecords } from '../record/index.ts';
import type { Task } from '../run/index.ts';

/** True when a file of samples is there, and every line of it is all that judging needs. */
export const areWhole = async (path: string): Promise<boolean> => {
  let count = 0;
  for await (const { record } of locatedRecords(path, decodeSampleRecord)) {
    if (sampleOfRecord(record) === null) return false;
    count += 1;
  }
  return count > 0;
};

/** A task whose samples are those of a file in a run directory: for judging only, it asks nothing. */
export const fromSamples = (task: Task, path: string): Task => ({
  ...task,
  protocol: { ...task.protocol, shots: 0, prompt: () => ({ kind: 'text', text: '' }) },
  benchmark: {
    ...task.benchmark,
    dataset: { files: [], count: 0, rows: () => rowsOf(path) },
    // Only whole records are rows.
    sample: ({ value }) => value as Sample,
  },
});

async function* rowsOf(path: string): AsyncGenerator<Row, void, undefined> {
  let index = 0;
  for await (const { record, place } of locatedRecords(path, decodeSampleRecord)) {
    const value = sampleOfRecord(record);
    if (value === null) continue;
    yield { file: path, index, line: place.line, value };
    index += 1;
  }
}

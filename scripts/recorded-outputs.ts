/**
 * Reads recorded outputs of real models from their upstream files. BIG-Bench Hard and grade-school-math publish outputs
 * in the order of their data files and without ids, so a row's place in its upstream file is its id. With a data
 * directory each recorded prompt and answer is compared with the data.
 */
import { bbh } from '../benchmarks/bbh/benchmark.ts';
import { gsm8k } from '../benchmarks/gsm8k/benchmark.ts';
import { type Benchmark, EurusError, type Row, type Sample } from '../src/core/index.ts';
import { dataDirectory, jsonlRows, jsonRows, openMaybeGzip, tarRows, text } from '../src/dataset/index.ts';

/** What a model said to a sample. */
export type OutputRow = { readonly id: string; readonly text: string };

/** An upstream file as rows. */
export type OutputReader = (
  path: string,
  dataDir: string | null,
) => AsyncGenerator<OutputRow, void, undefined>;

/** The archive of code-davinci-002's answers to BIG-Bench Hard. */
export const bbhOutputs: OutputReader = async function* (archive, dataDir) {
  const samples = dataDir === null ? null : await samplesById(bbh, dataDir);
  const answers = /([a-z_]+)_few_shot_template_0-255000\.json$/;
  // One member is one task, and rows are numbered within it; beside each stands a member with its accuracy.
  const rows = tarRows(openMaybeGzip(archive), archive, ({ path, name, chunks }) =>
    answers.test(path) ? jsonRows(chunks, name, ['outputs']) : jsonlRows(chunks, name),
  );
  for await (const row of rows) {
    const task = answers.exec(row.file)?.[1];
    if (task === undefined) continue;
    const id = `${task}/${row.index}`;
    const sample = samples === null ? null : sampleOf(samples, id, row);
    if (sample !== null) {
      // Not the whole prompt: the data has only the beginning of one question (snarks/88).
      agree(row, 'input', `${sample.fewShot}\n\nQ: ${sample.input}`, 'starts');
      agree(row, 'target', sample.target, 'equals');
    }
    yield { id, text: text(row, 'prediction') };
  }
};

/** The models whose answers grade-school-math publishes. */
export const gsm8kModels = [
  '6b_finetuning',
  '6b_verification',
  '175b_finetuning',
  '175b_verification',
] as const;

/** The answers of one of them. */
export const gsm8kOutputs = (model: (typeof gsm8kModels)[number]): OutputReader =>
  async function* (file, dataDir) {
    const samples = dataDir === null ? null : await samplesById(gsm8k, dataDir);
    for await (const row of jsonlRows(openMaybeGzip(file), file)) {
      const id = String(row.index);
      const sample = samples === null ? null : sampleOf(samples, id, row);
      if (sample !== null) agree(row, 'question', sample.input, 'equals');
      yield { id, text: text(row, [model, 'solution']) };
    }
  };

const samplesById = async <S extends Sample>(
  benchmark: Benchmark<S>,
  dataDir: string,
): Promise<ReadonlyMap<string, S>> => {
  const samples = new Map<string, S>();
  for await (const row of benchmark.dataset.rows(dataDirectory(dataDir))) {
    const sample = benchmark.sample(row);
    samples.set(sample.id, sample);
  }
  return samples;
};

const sampleOf = <S extends Sample>(samples: ReadonlyMap<string, S>, id: string, row: Row): S => {
  const sample = samples.get(id);
  if (sample !== undefined) return sample;
  throw new EurusError('RECORDS_UNREADABLE', `${row.file} row ${row.index}: the data has no sample ${id}`);
};

const agree = (row: Row, field: string, expected: string, how: 'starts' | 'equals'): void => {
  const recorded = text(row, field);
  if (how === 'equals' ? recorded === expected : recorded.startsWith(expected)) return;
  throw new EurusError(
    'RECORDS_UNREADABLE',
    `${row.file} row ${row.index}: "${field}" is not that of the data`,
    {
      hint: 'The outputs were made for another version or order of the data; do not score them with this one.',
    },
  );
};

/**
 * Brings recorded outputs of real models, in their upstream files, into the row shape that `eurus-eval score` reads.
 *
 *   node scripts/convert-outputs.ts OUTPUTS_DIR OUT_DIR [--data-dir DIR]
 *
 * BIG-Bench Hard and grade-school-math publish outputs in the order of their data files and without ids, so a row's
 * place in its upstream file is its id. With `--data-dir` each recorded prompt and answer is compared with the data.
 */
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bbh } from '../benchmarks/bbh/benchmark.ts';
import { gsm8k } from '../benchmarks/gsm8k/benchmark.ts';
import { type Benchmark, EurusError, messageOf, type Row, type Sample } from '../src/core/index.ts';
import { dataDirectory, jsonlRows, jsonRows, openMaybeGzip, tarRows, text } from '../src/dataset/index.ts';

const gsm8kModels = ['6b_finetuning', '6b_verification', '175b_finetuning', '175b_verification'] as const;

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'data-dir': { type: 'string' } },
  });
  const [outputs, out] = positionals;
  if (outputs === undefined || out === undefined || positionals.length > 2) {
    throw new EurusError('USAGE', 'usage: convert-outputs.ts OUTPUTS_DIR OUT_DIR [--data-dir DIR]');
  }
  const dataDir = values['data-dir'] ?? null;
  await mkdir(out, { recursive: true });
  await convertBbh(join(outputs, 'bbh', 'code-davinci-002-cot.tar.gz'), out, dataDir);
  await convertGsm8k(join(outputs, 'gsm8k', 'example_model_solutions.jsonl.gz'), out, dataDir);
};

const convertBbh = async (archive: string, out: string, dataDir: string | null): Promise<void> => {
  if (!present(archive)) return;
  const samples = dataDir === null ? null : await samplesById(bbh, dataDir);
  const writer = openWriter(join(out, 'bbh-code-davinci-002-cot.jsonl'));
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
    await writer.write({ id, text: text(row, 'prediction') });
  }
  await writer.close();
};

const convertGsm8k = async (file: string, out: string, dataDir: string | null): Promise<void> => {
  if (!present(file)) return;
  const samples = dataDir === null ? null : await samplesById(gsm8k, dataDir);
  const writers = gsm8kModels.map(model => ({
    model,
    writer: openWriter(join(out, `gsm8k-${model}.jsonl`)),
  }));
  for await (const row of jsonlRows(openMaybeGzip(file), file)) {
    const id = String(row.index);
    const sample = samples === null ? null : sampleOf(samples, id, row);
    if (sample !== null) agree(row, 'question', sample.input, 'equals');
    for (const { model, writer } of writers) await writer.write({ id, text: text(row, [model, 'solution']) });
  }
  for (const { writer } of writers) await writer.close();
};

const present = (file: string): boolean => {
  if (existsSync(file)) return true;
  process.stderr.write(`passed over, not there: ${file}\n`);
  return false;
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

/** Writes JSON Lines to a file, waiting where the disk is slower. */
const openWriter = (path: string) => {
  const stream = createWriteStream(path);
  let [rows, failure] = [0, null as Error | null];
  stream.on('error', error => {
    failure = error;
  });
  const check = (): void => {
    if (failure !== null) throw failure;
  };
  return {
    write: async (row: { readonly id: string; readonly text: string }): Promise<void> => {
      check();
      rows += 1;
      if (!stream.write(`${JSON.stringify(row)}\n`)) await once(stream, 'drain');
    },
    close: async (): Promise<void> => {
      check();
      stream.end();
      await once(stream, 'finish');
      process.stderr.write(`${path}: ${rows} rows\n`);
    },
  };
};

main().catch((error: unknown) => {
  const hint = error instanceof EurusError && error.hint !== null ? `\n${error.hint}` : '';
  process.stderr.write(`convert-outputs: ${messageOf(error)}${hint}\n`);
  process.exitCode = 2;
});

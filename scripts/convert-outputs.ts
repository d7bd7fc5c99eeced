/**
 * Brings recorded outputs of real models, in their upstream files, into the row shape that `eurus-eval score` reads.
 *
 *   node scripts/convert-outputs.ts OUTPUTS_DIR OUT_DIR [--data-dir DIR]
 *
 * With `--data-dir` each recorded prompt and answer is compared with the data.
 */
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EurusError, messageOf } from '../src/core/index.ts';
import {
  bbhOutputs,
  gsm8kModels,
  gsm8kOutputs,
  type OutputReader,
  type OutputRow,
} from './recorded-outputs.ts';

/** What is made of what: upstream file, reader, name. */
const conversions: readonly (readonly [path: readonly string[], read: OutputReader, name: string])[] = [
  [['bbh', 'code-davinci-002-cot.tar.gz'], bbhOutputs, 'bbh-code-davinci-002-cot.jsonl'],
  ...gsm8kModels.map(
    model =>
      [['gsm8k', 'example_model_solutions.jsonl.gz'], gsm8kOutputs(model), `gsm8k-${model}.jsonl`] as const,
  ),
];

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'data-dir': { type: 'string' } },
  });
  const [outputs, out] = positionals;
  if (outputs === undefined || out === undefined || positionals.length > 2) {
    throw new EurusError('USAGE', 'usage: convert-outputs.ts OUTPUTS_DIR OUT_DIR [--data-dir DIR]');
  }
  await mkdir(out, { recursive: true });
  for (const [path, read, name] of conversions) {
    const file = join(outputs, ...path);
    if (!existsSync(file)) {
      process.stderr.write(`passed over, not there: ${file}\n`);
      continue;
    }
    const writer = openWriter(join(out, name));
    for await (const row of read(file, values['data-dir'] ?? null)) await writer.write(row);
    await writer.close();
  }
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
    write: async (row: OutputRow): Promise<void> => {
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

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { sandboxOpener } from '../../src/cli/options.ts';
import { version } from '../../src/cli/version.ts';
import { addressOf, type Cell, EurusError } from '../../src/core/index.ts';
import { dataDirectory } from '../../src/dataset/index.ts';
import { type RecordedCompletion, scoreRecorded } from '../../src/run/index.ts';
import type { OutputRow } from '../recorded-outputs.ts';
import type { Published, Reproduction } from './reproductions.ts';

/** A published number beside ours, both as printed. */
export type Line = {
  readonly what: string;
  readonly grader: string;
  readonly published: string;
  /** `none` where we have no such number. */
  readonly ours: string;
  readonly difference: string;
  readonly agrees: boolean;
};

/** Scores the outputs of a reproduction. @returns a line for each published number */
export const reproduce = async (
  reproduction: Reproduction,
  outputs: string,
  dataDir: string,
): Promise<readonly Line[]> => {
  const { benchmark, protocol: protocolName, read, published } = reproduction;
  const protocol = benchmark.protocols[protocolName];
  if (protocol === undefined) throw new Error(`${benchmark.id} has no protocol ${protocolName}`);
  const graders = [...new Set(published.map(({ grader }) => grader))];
  const rows = read(join(outputs, reproduction.outputs), dataDir);
  const { summary, missing, unscored, warnings } = await scoreRecorded({
    tasks: [{ benchmark, protocolName, protocol, graders }],
    completions: completionsOf(rows, benchmark.id, protocolName),
    data: dataDirectory(dataDir),
    directory: null,
    version: version(),
    openSandbox: sandboxOpener('auto', availableParallelism()),
    scoreConcurrency: availableParallelism() * 2,
  });
  if (missing > 0 || unscored > 0) {
    throw new EurusError(
      'RECORDS_UNREADABLE',
      `${reproduction.title}: not every answer was judged: ${warnings.join('; ')}`,
    );
  }
  return published.map(one =>
    compare(
      one,
      summary.cells.find(({ grader }) => grader === one.grader),
    ),
  );
};

/** Both as printed: what was published says no more than its digits. */
export const compare = (
  { what, grader, value, digits, ours: read }: Published,
  cell: Cell | undefined,
): Line => {
  const published = value.toFixed(digits);
  const exact = cell === undefined ? undefined : read(cell);
  if (exact === undefined) return { what, grader, published, ours: 'none', difference: '–', agrees: false };
  const ours = exact.toFixed(digits);
  const difference = (Number(ours) - value).toFixed(digits);
  return { what, grader, published, ours, difference, agrees: ours === published };
};

async function* completionsOf(
  rows: AsyncIterable<OutputRow>,
  benchmark: string,
  protocol: string,
): AsyncGenerator<RecordedCompletion, void, undefined> {
  for await (const { id, text } of rows) {
    yield {
      ...addressOf(benchmark, protocol, id, 0),
      promptSha256: null,
      text,
      reasoning: null,
      finishReason: null,
      usage: { inputTokens: null, outputTokens: null, reasoningTokens: null },
      latencyMs: null,
      model: '',
      error: null,
      prefill: null,
      form: 'chat',
    };
  }
}

import { availableParallelism } from 'node:os';
import { EurusError } from '../core/index.ts';
import { openMaybeGzip, readJsonLines } from '../dataset/index.ts';
import { commandLine, oneText, parsed } from './arguments.ts';
import { judgePair, judgeRow, type MathRow, mathRowOf } from './math-row.ts';
import { type MathThreads, openMathThreads } from './math-threads.ts';
import type { Terminal } from './terminal.ts';

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(
    commandLine('math GOLD PRED | math --jsonl FILE', argv).option('jsonl', {
      describe: 'File of {id?, gold, pred} rows (.gz too)',
      type: 'string',
      coerce: oneText('--jsonl'),
    }),
    terminal,
  );
  if (args === null) return 0;
  if (args.jsonl !== undefined && args._.length === 0) {
    await judgeFile(args.jsonl, terminal);
    return 0;
  }
  const [gold, pred, ...more] = args._.map(String);
  if (args.jsonl !== undefined || gold === undefined || pred === undefined || more.length > 0) {
    throw new EurusError('USAGE', 'math takes two answers, or --jsonl FILE.', {
      hint: "Quote each answer, and put -- before one that starts with a minus: eurus-eval math -- '-1' '-2/2'",
    });
  }
  terminal.print(judgePair(null, gold, pred));
  return 0;
};

const batchRows = 250;

/** Rows after which the rest is judged by threads: below, starting them costs more than it saves. */
const rowsAlone = 5000;

/** One line a row, in the order of the file, as soon as it is judged. */
const judgeFile = async (path: string, terminal: Terminal): Promise<void> => {
  let threads: MathThreads | null = null;
  let alone = availableParallelism() > 1 ? rowsAlone : Number.POSITIVE_INFINITY;
  const out: Promise<readonly string[]>[] = [];
  const printNext = async (): Promise<void> => {
    const lines = await out.shift();
    if (lines !== undefined && lines.length > 0) await terminal.printed(lines.join('\n'));
  };
  try {
    for await (const rows of batches(path)) {
      if (alone > 0) out.push(Promise.resolve(rows.map(judgeRow)));
      else {
        threads ??= openMathThreads(availableParallelism());
        out.push(threads.judge(rows));
      }
      alone -= rows.length;
      if (threads === null || out.length > 4 * availableParallelism()) await printNext();
    }
  } finally {
    // Also what stands before a line that cannot be read.
    try {
      while (out.length > 0) await printNext();
    } finally {
      // Batches that nobody waits for any more fail with their threads.
      for (const lines of out) lines.catch(() => {});
      await threads?.close();
    }
  }
};

/** The rows before a line that cannot be read are a batch too. */
async function* batches(path: string): AsyncGenerator<readonly MathRow[], void, undefined> {
  let rows: MathRow[] = [];
  let failure: { readonly thrown: unknown } | null = null;
  try {
    for await (const { value, line } of readJsonLines(openMaybeGzip(path), path)) {
      rows.push(mathRowOf(value, line));
      if (rows.length < batchRows) continue;
      yield rows;
      rows = [];
    }
  } catch (thrown) {
    failure = { thrown };
  }
  yield rows;
  if (failure !== null) throw failure.thrown;
}

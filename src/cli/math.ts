import { EurusError } from '../core/index.ts';
import { openMaybeGzip, readJsonLines } from '../dataset/index.ts';
import { equal } from '../math/index.ts';
import { commandLine, oneText, parsed } from './arguments.ts';
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
  terminal.print(judge(null, gold, pred));
  return 0;
};

const judgeFile = async (path: string, terminal: Terminal): Promise<void> => {
  for await (const { value, line } of readJsonLines(openMaybeGzip(path), path)) {
    const row = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
    const [id, gold, pred] = [row.id ?? null, answerOf(row.gold), answerOf(row.pred)];
    // A row a line, in order, whatever it holds.
    if (gold !== null && pred !== null) terminal.print(judge(id, gold, pred));
    else {
      const what = gold === null ? 'gold' : 'pred';
      const reason = `line ${line}: "${what}" is no text and no number`;
      terminal.print(
        JSON.stringify({ id, gold, pred, equal: false, method: 'none', reason, duration_ms: 0 }),
      );
    }
  }
};

/** An answer as text; numbers are taken as they are written, anything else is none. */
const answerOf = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : null;

const judge = (id: unknown, gold: string, pred: string): string => {
  const startMs = performance.now();
  const { equal: isEqual, method, reason } = equal(gold, pred);
  return JSON.stringify({
    id,
    gold,
    pred,
    equal: isEqual,
    method,
    reason,
    duration_ms: Number((performance.now() - startMs).toFixed(3)),
  });
};

import { parentPort } from 'node:worker_threads';
import { judgeRow, type MathRow } from './math-row.ts';

/** A batch with its number, which goes back with the lines: answers are never matched by their order. */
export type MathBatch = { readonly number: number; readonly rows: readonly MathRow[] };
export type MathLines = { readonly number: number; readonly lines: readonly string[] };

/** Thread that judges batches of `math --jsonl`. */
parentPort?.on('message', ({ number, rows }: MathBatch) => {
  parentPort?.postMessage({ number, lines: rows.map(judgeRow) } satisfies MathLines);
});

import { Worker } from 'node:worker_threads';
import type { MathRow } from './math-row.ts';
import type { MathBatch, MathLines } from './math-worker.ts';

/** Threads that judge batches of rows beside each other. */
export type MathThreads = {
  /** The lines of a batch, in the order of its rows. */
  judge(rows: readonly MathRow[]): Promise<readonly string[]>;
  close(): Promise<void>;
};

// Published packages hold compiled sources.
const file = new URL(`./math-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

type Waiting = {
  readonly resolve: (lines: readonly string[]) => void;
  readonly reject: (cause: Error) => void;
};

/** Starts `count` threads; a thread that dies fails the batches that are out. */
export const openMathThreads = (count: number): MathThreads => {
  const waiting = new Map<number, Waiting>();
  const fail = (cause: Error): void => {
    for (const { reject } of waiting.values()) reject(cause);
    waiting.clear();
  };
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(file);
    worker.on('message', ({ number, lines }: MathLines) => {
      waiting.get(number)?.resolve(lines);
      waiting.delete(number);
    });
    worker.on('error', fail);
    return worker;
  });
  let batches = 0;
  return {
    judge: rows => {
      const number = batches++;
      const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
      waiting.set(number, { resolve, reject });
      workers[number % count]?.postMessage({ number, rows } satisfies MathBatch);
      return promise;
    },
    close: async () => {
      await Promise.all(workers.map(worker => worker.terminate()));
    },
  };
};

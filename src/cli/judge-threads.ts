import { Worker } from 'node:worker_threads';

/** What a thread that judges is started with. */
export type JudgeThreadData = {
  readonly dataRoot: string;
  /** Benchmarks from files, as they stand on the command line. */
  readonly benchmarks: readonly string[];
};

// Published packages hold compiled sources.
const file = new URL(`./judge-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/**
 * Memory of a thread's JavaScript heap, in MiB: an answer that takes more ends the thread, and not the worker. The samples
 * of all benchmarks, and a message as large as one may be, fit in several times.
 */
const heapMb = 1024;

/** Starts threads that judge. What a grader prints goes nowhere: stdout is for results. */
export const judgeThreads = (workerData: JudgeThreadData) => (): Worker => {
  const worker = new Worker(file, {
    workerData,
    stdout: true,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  worker.stdout.resume();
  return worker;
};

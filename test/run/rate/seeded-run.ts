import { resolveTasks } from '../../../src/cli/tasks.ts';
import type { Cell } from '../../../src/core/index.ts';
import { checkEndpoint, createBackend, type ReplicaAddress } from '../../../src/model/index.ts';
import { type RunOptions, type RunResult, run } from '../../../src/run/index.ts';
import { questionData, questionIds } from '../../support/sample-questions.ts';
import { freshDirectory, runOptions } from '../fakes.ts';
import { keysOf, records } from '../files.ts';

export type SeededRun = {
  readonly result: RunResult;
  /** Without times, which differ. */
  readonly cells: readonly Cell[];
  /** Of all completions on disk. */
  readonly keys: readonly unknown[];
};

/** One server, or several that share the requests. */
export type Addresses = string | readonly ReplicaAddress[];

export const seededBackend = (at: Addresses, stream: boolean, maxRetries = 12, timeoutMs = 1_500) =>
  createBackend({
    model: 'openai-api/seeded',
    ...(typeof at === 'string' ? { baseUrl: at } : { baseUrl: null, replicas: at }),
    api: 'chat',
    apiKeyEnv: null,
    env: {},
    stream,
    chatTemplate: null,
    timeoutMs,
    maxRetries,
    concurrency: 32,
    firstRetryDelayMs: 10,
  });

/** Asks a server of the seeded model each question `trials` times. */
export const runSeeded = async (
  at: Addresses,
  {
    stream = false,
    trials = 30,
    checks = false,
    maxRetries,
    timeoutMs,
    ...more
  }: Partial<RunOptions> & {
    readonly stream?: boolean;
    readonly trials?: number;
    /** Whether the servers are asked for their models first (default false). */
    readonly checks?: boolean;
    readonly maxRetries?: number;
    /** Of a request; some faults last as long (default 1,500 ms). */
    readonly timeoutMs?: number;
  } = {},
): Promise<SeededRun> => {
  const backend = seededBackend(at, stream, maxRetries, timeoutMs);
  const options = runOptions(await freshDirectory(), {
    tasks: resolveTasks({ names: questionIds.map(id => `${id}.cot`) }),
    data: questionData(),
    selection: { trials, limit: null, ids: null },
    backend,
    overrides: { temperature: 1 },
    seed: 1,
    concurrency: 32,
    ks: [1, 5],
    ...more,
  });
  try {
    const result = await run({
      ...options,
      // As the command does.
      ...(checks ? { beforeSending: async () => void (await checkEndpoint(backend)) } : {}),
    });
    const keys = await Promise.all(
      questionIds.map(async id => keysOf(await records(options.directory, 'completions', `${id}.cot.jsonl`))),
    );
    return {
      result,
      cells: result.summary.cells.map(cell => ({ ...cell, duration_s: 0 })),
      keys: keys.flat(),
    };
  } finally {
    await backend.close();
  }
};

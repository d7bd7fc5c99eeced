import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisServer, startRedis } from '../../support/redis.ts';
import { writeWorkerBenchmark } from './worker-benchmark.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';
import { type FakeRun, fakeRun, plannedOf } from './worker-run.ts';

/** A Redis of its own, a benchmark whose grader does what it is told, and one real worker that knows it. */
export type WorkerBench = {
  readonly redis: RedisServer;
  /** Of the benchmark and of what a test keeps; removed at the end. */
  readonly folder: string;
  readonly file: string;
  readonly worker: WorkerProcess;
  /** Announces a run of `acts.direct`, and ends it with the test. */
  run(label?: string): Promise<FakeRun>;
  close(): Promise<void>;
};

export const openWorkerBench = async (...more: readonly string[]): Promise<WorkerBench> => {
  const folder = mkdtempSync(join(tmpdir(), 'eurus-test-'));
  const redis = await startRedis({ folder });
  const file = writeWorkerBenchmark(folder, 'acts');
  const worker = startWorker(redis.url, file, ...more);
  const runs: FakeRun[] = [];
  return {
    ...{ redis, folder, file, worker },
    run: async label => {
      const planned = await plannedOf([file], { 'acts.direct': ['first', 'second'] });
      const run = await fakeRun(redis.url, planned, label);
      runs.push(run);
      return run;
    },
    close: async () => {
      worker.process.kill('SIGKILL');
      await worker.ended;
      for (const run of runs) await run.end();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

import { parentPort, workerData } from 'node:worker_threads';
import { dataDirectory } from '../dataset/index.ts';
import { serveJudging } from '../queue/judge-thread.ts';
import type { JudgeThreadData } from './judge-threads.ts';
import { withOutside } from './outside.ts';
import { tasksNamed } from './queue-tasks.ts';

/** Thread of `worker` that judges. */
const { dataRoot, benchmarks } = workerData as JudgeThreadData;
const { outside } = await withOutside(benchmarks);
if (parentPort !== null) {
  serveJudging(parentPort, {
    data: dataDirectory(dataRoot),
    tasksOf: wanted => tasksNamed(wanted, outside),
  });
}

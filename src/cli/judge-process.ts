import { dataDirectory } from '../dataset/index.ts';
import type { ToJudge } from '../queue/judge-messages.ts';
import { serveJudging } from '../queue/judge-process.ts';
import { withOutside } from './outside.ts';
import { tasksNamed } from './queue-tasks.ts';

/** Process of `worker` that judges: `judge-process DATA_ROOT [BENCHMARK FILE…]`. */
const [dataRoot = '', ...benchmarks] = process.argv.slice(2);

// The worker says when to end; a system that is being stopped tells everybody at once.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// Nobody is left to judge for.
process.on('disconnect', () => process.exit());

const { outside } = await withOutside(benchmarks);
serveJudging(
  {
    send: message => process.send?.(message),
    listen: take => process.on('message', message => take(message as ToJudge)),
  },
  { data: dataDirectory(dataRoot), tasksOf: wanted => tasksNamed(wanted, outside) },
);

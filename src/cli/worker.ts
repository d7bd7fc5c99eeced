import { EurusError } from '../core/index.ts';
import { dataDirectory } from '../dataset/index.ts';
import { commandLine, listed, oneText, parsed, wholeNumber } from './arguments.ts';
import { codeIdentity } from './code-identity.ts';
import { withConfig } from './config.ts';
import { exitCode } from './exit-code.ts';
import { withInterrupts } from './interrupts.ts';
import { judgeProcesses } from './judge-processes.ts';
import { dataOptions, sandboxOpener, sandboxOptions } from './options.ts';
import { withOutside } from './outside.ts';
import { dataRoot } from './paths.ts';
import { addressOfQueue, queueOptions } from './queue-options.ts';
import { tasksNamed } from './queue-tasks.ts';
import { defaultWorkers } from './run-options.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const workerCommandLine = (argv: readonly string[]) =>
  sandboxOptions(dataOptions(queueOptions(commandLine('worker [BENCHMARK FILE…] --queue URL', argv))))
    .describe({
      queue: 'Queue to work for: redis://HOST:PORT; its password is $EURUS_QUEUE_PASSWORD',
      workers: 'Batches judged at the same time, and sandbox processes [default: one a processor]',
    })
    .option('stalled-after', {
      describe: 'Seconds without a sign of life after which its batches go to others; a long batch is none',
      type: 'string',
      default: '15',
      coerce: wholeNumber('--stalled-after', 1),
    })
    .option('drain-timeout', {
      describe: 'Seconds that batches may take to be finished after the first SIGTERM or Ctrl-C',
      type: 'string',
      default: '20',
      coerce: wholeNumber('--drain-timeout', 0),
    })
    .option('metrics', {
      describe: 'Port on which Prometheus finds metrics at /metrics; 0 takes a free one and says which',
      type: 'string',
      coerce: wholeNumber('--metrics', 0),
    })
    .option('metrics-host', {
      describe: 'Address of this machine to serve metrics on; 0.0.0.0 opens them to the network',
      type: 'string',
      default: '127.0.0.1',
      coerce: oneText('--metrics-host'),
    });

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(workerCommandLine(argv)), terminal);
  if (args === null) return 0;
  const { queue } = args;
  if (queue === undefined) {
    throw new EurusError('USAGE', 'worker needs --queue redis://HOST:PORT.');
  }
  const slots = args.workers ?? defaultWorkers();
  const metrics = metricsAt(args.metrics, args.metricsHost);
  const files = listed(args._);
  const { outside } = await benchmarksFrom(files);
  const root = dataRoot(args.dataDir);
  const { workForQueue } = await import('../queue/index.ts');
  return withInterrupts(terminal, { drains: true }, async ({ drain, abort }) => {
    await workForQueue({
      address: addressOfQueue(queue),
      program: { version: version(), code: codeIdentity() },
      slots,
      data: dataDirectory(root),
      tasksOf: wanted => tasksNamed(wanted, outside),
      startJudge: judgeProcesses({ dataRoot: root, benchmarks: files }),
      openSandbox: sandboxOpener(args.sandbox ?? 'auto', slots),
      stalledAfterMs: 1000 * (args.stalledAfter ?? 15),
      drainMs: 1000 * (args.drainTimeout ?? 20),
      metrics,
      drain,
      abort,
      say: terminal.note,
    });
    return abort.aborted ? exitCode.interrupted : exitCode.complete;
  });
};

/**
 * Benchmarks of this package are known to every worker: only those from outside are named.
 * @throws EurusError as `withOutside`; `USAGE` for a name that is no benchmark from a file or package
 */
const benchmarksFrom = async (files: readonly string[]) => {
  const loaded = await withOutside(files);
  const known = files.filter((file, index) => loaded.names[index] === file);
  if (known.length === 0) return loaded;
  throw new EurusError('USAGE', `"${known[0]}" is no benchmark from a file.`, {
    hint: 'A worker knows the benchmarks of this package by itself; name only those of your own: ./my-bench',
  });
};

const metricsAt = (port: number | undefined, host: string | undefined) => {
  if (port === undefined) return undefined;
  if (port > 65_535) {
    throw new EurusError('USAGE', `--metrics is "${port}", expected a whole number from 0 to 65535.`);
  }
  return { port, host: host ?? '127.0.0.1' };
};

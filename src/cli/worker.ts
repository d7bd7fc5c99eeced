import { EurusError } from '../core/index.ts';
import { dataDirectory } from '../dataset/index.ts';
import { type TaskRequirement, workForQueue } from '../queue/index.ts';
import type { Task } from '../run/index.ts';
import { commandLine, listed, parsed, wholeNumber } from './arguments.ts';
import { codeIdentity } from './code-identity.ts';
import { withConfig } from './config.ts';
import { exitCode } from './exit-code.ts';
import { withInterrupts } from './interrupts.ts';
import { dataOptions, sandboxOpener, sandboxOptions } from './options.ts';
import { type Outside, withOutside } from './outside.ts';
import { dataRoot } from './paths.ts';
import { addressOfQueue, queueOptions } from './queue-options.ts';
import { defaultWorkers } from './run-options.ts';
import { resolveTasks } from './tasks.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const workerCommandLine = (argv: readonly string[]) =>
  sandboxOptions(dataOptions(queueOptions(commandLine('worker [BENCHMARK FILE…] --queue URL', argv)))).option(
    'stalled-after',
    {
      describe: 'Seconds without a sign of life after which its batches go to others',
      type: 'string',
      default: '15',
      coerce: wholeNumber('--stalled-after', 1),
    },
  );

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(workerCommandLine(argv)), terminal);
  if (args === null) return 0;
  if (args.queue === undefined) {
    throw new EurusError('USAGE', 'worker needs --queue redis://HOST:PORT.');
  }
  const slots = args.workers ?? defaultWorkers();
  const { outside } = await withOutside(listed(args._));
  const { queue } = args;
  await withInterrupts(terminal, { drains: true }, ({ drain, abort }) =>
    workForQueue({
      address: addressOfQueue(queue),
      program: { version: version(), code: codeIdentity() },
      slots,
      data: dataDirectory(dataRoot(args.dataDir)),
      tasksOf: wanted => wanted.flatMap(task => taskOf(task, outside)),
      openSandbox: sandboxOpener(args.sandbox ?? 'auto', slots),
      stalledAfterMs: 1000 * (args.stalledAfter ?? 15),
      drain,
      abort,
      say: terminal.note,
    }),
  );
  return exitCode.complete;
};

/** A task by its name, from what is registered here: a name is compared, never loaded. */
const taskOf = ({ name, graders }: TaskRequirement, outside: Outside | undefined): readonly Task[] =>
  resolveTasks({ names: [name], graders: graders.map(grader => grader.name), outside });

import { setTimeout as sleep } from 'node:timers/promises';
import { EurusError, messageOf } from '../core/index.ts';
import { openStatus, type QueueStatus, type StatusReader } from '../queue/index.ts';
import { queueDocument, renderQueue } from '../report/index.ts';
import { commandLine, numberBetween, oneText, parsed } from './arguments.ts';
import { withConfig } from './config.ts';
import { exitCode } from './exit-code.ts';
import { withInterrupts } from './interrupts.ts';
import { addressOfQueue } from './queue-options.ts';
import type { Terminal } from './terminal.ts';

/** Seconds between two looks, where none are named. */
const usualSeconds = 2;

const statusCommandLine = (argv: readonly string[]) =>
  commandLine('status --queue URL', withSeconds(argv))
    .option('queue', {
      describe: 'Where the queue is: redis://HOST:PORT; its password is $EURUS_QUEUE_PASSWORD',
      type: 'string',
      coerce: oneText('--queue'),
    })
    .option('watch', {
      describe: `Look again every so many seconds until Ctrl-C [default: ${usualSeconds}]`,
      type: 'string',
      coerce: numberBetween('--watch', 0.2, 86_400),
    })
    .option('json', {
      describe: 'Print JSON: one document, with --watch one a line',
      type: 'boolean',
      default: false,
    });

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(statusCommandLine(argv)), terminal);
  if (args === null) return 0;
  if (args._.length > 0) throw new EurusError('USAGE', `status takes flags only, not "${args._[0]}".`);
  if (args.queue === undefined) {
    throw new EurusError('USAGE', 'status needs --queue redis://HOST:PORT.');
  }
  const reader = await openStatus(addressOfQueue(args.queue));
  try {
    if (args.watch === undefined) terminal.print(textOf(await reader.read(), args.json, 2, terminal));
    else await watch(reader, args.watch * 1000, args.json, terminal);
  } finally {
    reader.close();
  }
  return exitCode.complete;
};

/** Gives a bare `--watch` its value, which yargs would otherwise ask for. */
const withSeconds = (argv: readonly string[]): readonly string[] =>
  argv.map((word, index) => {
    if (word !== '--watch') return word;
    const next = argv[index + 1];
    return next === undefined || next.startsWith('-') ? `--watch=${usualSeconds}` : word;
  });

const textOf = (status: QueueStatus, json: boolean, indent: number, { columns, styled }: Terminal): string =>
  json
    ? JSON.stringify(queueDocument(status), null, indent)
    : renderQueue(status, { width: columns, styled });

/**
 * Looks again and again until Ctrl-C: redrawn in place on a terminal, where the last look stays, and one block after the
 * other elsewhere. A server that is away is waited for.
 */
const watch = async (
  reader: StatusReader,
  everyMs: number,
  json: boolean,
  terminal: Terminal,
): Promise<void> => {
  const inPlace = !json && terminal.live && process.stdout.isTTY === true;
  let last: QueueStatus | EurusError | null = null;
  await withInterrupts(terminal, { drains: false, silent: true }, async ({ abort }) => {
    const stop = AbortSignal.any([abort, readerGone()]);
    // A look that waits for an answer ends with the connection.
    stop.addEventListener('abort', () => reader.close(), { once: true });
    while (!stop.aborted) {
      const found = await looked(reader);
      if (stop.aborted) break;
      last = found;
      if (inPlace) terminal.status(frameOf(found, terminal));
      else await printBlock(found, json, terminal);
      await sleep(everyMs, null, { signal: stop }).catch(() => {});
    }
  });
  if (!inPlace || last === null) return;
  terminal.status('');
  terminal.print(
    frameOf(last, { ...terminal, screen: () => ({ columns: terminal.columns, rows: Infinity }) }),
  );
};

/** What there is to see, or why nothing is. */
const looked = async (reader: StatusReader): Promise<QueueStatus | EurusError> => {
  try {
    return await reader.read();
  } catch (thrown) {
    if (thrown instanceof EurusError && thrown.code === 'QUEUE_UNREACHABLE') return thrown;
    throw thrown;
  }
};

const frameOf = (
  found: QueueStatus | EurusError,
  { screen, styled }: Pick<Terminal, 'screen' | 'styled'>,
): string => {
  if (found instanceof EurusError) return `${messageOf(found)} Looking again.`;
  const { columns, rows } = screen();
  return renderQueue(found, { width: columns - 1, height: rows - 1, styled });
};

const printBlock = async (
  found: QueueStatus | EurusError,
  json: boolean,
  terminal: Terminal,
): Promise<void> => {
  if (found instanceof EurusError) terminal.note(`${messageOf(found)} Looking again.`);
  else if (json) await terminal.printed(textOf(found, true, 0, terminal));
  else
    await terminal.printed(`${new Date(found.atMs).toISOString()}  ${textOf(found, false, 0, terminal)}\n`);
};

/** Aborted when nobody reads what is printed any longer (`| head`). */
const readerGone = (): AbortSignal => {
  const gone = new AbortController();
  for (const event of ['error', 'close'] as const) process.stdout.once(event, () => gone.abort());
  return gone.signal;
};

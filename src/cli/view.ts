import { join } from 'node:path';
import { EurusError, oneLine } from '../core/index.ts';
import type { DrawFigure, SiteOptions } from '../view/server/index.ts';
import { commandLine, oneText, parsed, wholeNumber } from './arguments.ts';
import { withConfig } from './config.ts';
import { exitCode } from './exit-code.ts';
import { withInterrupts } from './interrupts.ts';
import { resultsRoot } from './paths.ts';
import { keepHeapSmall } from './small-heap.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** Taken when no port is named and it is free. */
const usualPort = 8042;

const viewCommandLine = (argv: readonly string[]) =>
  commandLine('view [DIR] [OPTIONS]', argv)
    .option('port', {
      describe: `Port on 127.0.0.1; 0 for any free one [default: ${usualPort}, or a free one]`,
      type: 'string',
      coerce: wholeNumber('--port', 0),
    })
    .option('static', {
      describe:
        'Write the page and its data to this new folder instead; its index.html opens without a server',
      type: 'string',
      coerce: oneText('--static'),
    })
    .option('results', {
      describe: 'Where runs are kept, when no DIR is named [default: $EURUS_RESULTS_DIR or results/runs]',
      type: 'string',
      coerce: oneText('--results'),
    });

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(await withConfig(viewCommandLine(argv)), terminal);
  if (args === null) return 0;
  const [named, ...more] = args._.map(String);
  if (more.length > 0) throw new EurusError('USAGE', `view shows one folder, ${more.length + 1} were named.`);
  if (args.port !== undefined && args.port > 65_535) {
    throw new EurusError('USAGE', `--port is "${args.port}", expected a whole number from 0 to 65535.`);
  }
  keepHeapSmall();
  const folder = named ?? resultsRoot(args.results);
  const { loadAssets, serveView } = await import('../view/server/index.ts');
  const options = { folder, version: version(), assets: await loadAssets(), drawFigure };
  if (args.static !== undefined) return writeStatic({ ...options, out: args.static }, terminal);
  const view = await serveView({
    ...options,
    port: args.port ?? usualPort,
    orAnother: args.port === undefined,
  });
  try {
    terminal.print(`${folder} is shown at ${view.url} (Ctrl-C ends it)`);
    await withInterrupts(terminal, { drains: false }, ({ abort }) => aborted(abort));
  } finally {
    await view.close();
  }
  return exitCode.complete;
};

/** The plotting library is loaded with the first figure. */
const drawFigure: DrawFigure = async asked => (await import('./view-figure.ts')).viewFigure(asked);

const writeStatic = async (options: Omit<SiteOptions, 'signal'>, terminal: Terminal): Promise<number> => {
  const { writeSite } = await import('../view/server/index.ts');
  const onTask = (run: string, task: string): void => terminal.status(oneLine(`${run} ${task}`, 70));
  try {
    await withInterrupts(terminal, { drains: false }, ({ abort }) =>
      writeSite({ ...options, onTask, signal: abort }),
    );
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'AbortError') return exitCode.interrupted;
    throw thrown;
  } finally {
    terminal.status('');
  }
  terminal.print(`${join(options.out, 'index.html')} opens in a browser without a server.`);
  return exitCode.complete;
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));

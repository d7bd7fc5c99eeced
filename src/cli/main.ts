import { EurusError, messageOf } from '../core/error.ts';
import type { CommandEntry } from './commands.ts';
import { commands } from './commands.ts';
import { exitCode, exitCodeOf } from './exit-code.ts';
import { processTerminal, type Terminal } from './terminal.ts';

/** Runs one command line (without node and script) and returns the exit code. */
export const main = async (
  argv: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<number> => {
  try {
    return await dispatch(argv, terminal);
  } catch (error) {
    return report(error, terminal, argv.includes('--debug'));
  }
};

const dispatch = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const [first, ...rest] = argv;
  if (first === undefined) {
    terminal.note(overview());
    return exitCode.usage;
  }
  if (first === '--help' || first === '-h' || (first === 'help' && rest.length === 0)) {
    terminal.print(overview());
    return 0;
  }
  if (first === '--version' || first === '-v') {
    const { version } = await import('./version.ts');
    terminal.print(version());
    return 0;
  }
  const [name, args] = first === 'help' ? [rest[0], ['--help']] : [first, rest];
  const entry = commands.find(command => command.name === name);
  if (!entry) throw await unknownCommand(String(name));
  const { command } = await entry.load();
  return command(args, terminal);
};

/** The help of the whole program. Written without yargs, which costs more to load than all else together. */
const overview = (): string => {
  const width = Math.max(...commands.map(command => command.usage.length));
  const line = ({ usage, summary }: CommandEntry): string => `  ${usage.padEnd(width)}  ${summary}`;
  return [
    'eurus-eval: evaluate language models on reasoning benchmarks',
    '',
    'Usage: eurus-eval COMMAND [OPTIONS]',
    '',
    ...commands.map(line),
    '',
    '  eurus-eval COMMAND --help   the options of a command',
    '  eurus-eval --version',
    '',
    'Exit codes: 0 complete, 1 some samples unscored, 2 wrong usage, 3 something outside is missing,',
    '            100 below --fail-under, 130 interrupted (the same command goes on)',
  ].join('\n');
};

const unknownCommand = async (name: string): Promise<EurusError> => {
  const { nearest } = await import('./nearest.ts');
  const guess = nearest(
    name,
    commands.map(command => command.name),
  );
  const hint = guess ? `Did you mean "${guess}"?` : 'eurus-eval --help lists the commands.';
  return new EurusError('UNKNOWN_NAME', `There is no command "${name}".`, { hint });
};

/** One or two plain lines for what a user can cause; the stack of anything else only with --debug. */
const report = (error: unknown, terminal: Terminal, debug: boolean): number => {
  const known = error instanceof EurusError;
  terminal.note(known ? `eurus-eval: ${messageOf(error)}` : `eurus-eval: unexpected: ${messageOf(error)}`);
  if (known) for (const line of error.details) terminal.note(line);
  if (known && error.hint) terminal.note(error.hint.replaceAll('\n', ' '));
  if (debug && error instanceof Error) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      terminal.note(cause.stack ?? String(cause));
    }
  } else if (!known) terminal.note('This is a fault of eurus-eval; --debug shows where.');
  return known ? exitCodeOf[error.code] : exitCode.missing;
};

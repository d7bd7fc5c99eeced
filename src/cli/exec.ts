import { readFile, stat } from 'node:fs/promises';
import { EurusError, type Execution, type Program, type SandboxKind } from '../core/index.ts';
import { commandLine, numberBetween, oneText, parsed, wholeNumber } from './arguments.ts';
import { fileProblem } from './file-problem.ts';
import { withInterrupts } from './interrupts.ts';
import { chooseSandbox, everySandboxName, sandboxOptions } from './options.ts';
import { cacheDirectory } from './paths.ts';
import type { Terminal } from './terminal.ts';

const maxSourceBytes = 16 * 1024 * 1024;

export const command = async (argv: readonly string[], terminal: Terminal): Promise<number> => {
  const args = await parsed(
    sandboxOptions(commandLine('exec FILE [OPTIONS]', argv), everySandboxName)
      .option('timeout', {
        describe: 'Wall-clock limit in seconds',
        type: 'string',
        default: '10',
        coerce: numberBetween('--timeout', 0.1, 3600),
      })
      .option('memory', {
        describe: 'Memory limit in MiB',
        type: 'string',
        default: '512',
        coerce: wholeNumber('--memory', 64),
      })
      .option('stdin', {
        describe: 'File given to the program as input',
        type: 'string',
        coerce: oneText('--stdin'),
      }),
    terminal,
  );
  if (args === null) return 0;
  const [file, ...more] = args._.map(String);
  if (file === undefined || more.length > 0) {
    throw new EurusError('USAGE', `exec takes one file, ${args._.length} are named.`);
  }
  const code = await readSource(file);
  const stdin = args.stdin === undefined ? undefined : await readSource(args.stdin);
  const language = /\.[cm]?js$/.test(file) ? 'javascript' : 'python';
  const program: Program = {
    language,
    code,
    ...(stdin === undefined ? {} : { stdin }),
    limits: {
      timeoutMs: (args.timeout ?? 10) * 1000,
      memoryMb: args.memory ?? 512,
      maxOutputBytes: 1024 * 1024,
    },
  };
  const execution = await withInterrupts(terminal, { drains: false }, async ({ abort }) =>
    runOnce(await chooseSandbox(args.sandbox ?? 'auto', language), program, abort),
  );
  terminal.print(JSON.stringify(encodeExecution(execution), null, 2));
  return 0;
};

/** @throws EurusError `INTERRUPTED` once the signal is given; no process is left then */
const runOnce = async (kind: SandboxKind, program: Program, abort: AbortSignal): Promise<Execution> => {
  const sandbox = await kind.open({ workers: 1, cacheDirectory: cacheDirectory() });
  const stop = (): void => void sandbox.close();
  abort.addEventListener('abort', stop);
  try {
    if (abort.aborted) stop();
    return await sandbox.run(program);
  } catch (error) {
    throw abort.aborted ? new EurusError('INTERRUPTED', 'Interrupted.', { cause: error }) : error;
  } finally {
    abort.removeEventListener('abort', stop);
    await sandbox.close();
  }
};

/** The shape that `exec` prints. */
const encodeExecution = (execution: Execution): Record<string, unknown> => ({
  outcome: execution.outcome,
  error:
    execution.error === null
      ? null
      : { type: execution.error.type, message: execution.error.message, line: execution.error.line },
  stdout: execution.stdout,
  stderr: execution.stderr,
  duration_ms: execution.durationMs,
  cpu_ms: execution.cpuMs,
  ...(execution.waitedMs === undefined ? {} : { waited_ms: execution.waitedMs }),
  ...(execution.starved === true ? { starved: true } : {}),
  peak_memory_mb: execution.peakMemoryMb,
  sandbox: execution.sandbox,
  python: execution.python,
  ...(execution.reruns === undefined ? {} : { reruns: execution.reruns }),
  ...(execution.missingModule === null ? {} : { missing_module: execution.missingModule }),
});

const readSource = async (path: string): Promise<string> => {
  try {
    const { size } = await stat(path);
    if (size > maxSourceBytes) {
      throw new EurusError('USAGE', `${path} has ${size} bytes, at most ${maxSourceBytes} are taken.`);
    }
    // A byte order mark is no part of the program; what is not UTF-8 is refused, not guessed at.
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof EurusError) throw error;
    const problem = error instanceof TypeError ? 'it is not UTF-8 text' : fileProblem(error);
    throw new EurusError('USAGE', `${path} cannot be read: ${problem}.`, { cause: error });
  }
};

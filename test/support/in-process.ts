import type { CommandModule } from '../../src/cli/commands.ts';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { EurusError } from '../../src/core/index.ts';
import type { Outcome } from './cli.ts';

/**
 * Runs a command within this process, which a busy machine does many times faster than a process each. An error that a
 * user can cause ends in its exit code, its message and hint in `stderr`; any other is thrown.
 */
export const runCommand = async (
  { command }: CommandModule,
  argv: readonly string[],
  columns = 160,
): Promise<Outcome> => {
  const [printed, noted]: [string[], string[]] = [[], []];
  const terminal: Partial<Terminal> = {
    print: text => printed.push(`${text}\n`),
    printed: async text => void printed.push(`${text}\n`),
    note: text => noted.push(`${text}\n`),
    ...{ columns, styled: false, live: false },
  };
  const said = () => ({ stdout: printed.join(''), stderr: noted.join('') });
  try {
    return { code: await command(argv, terminal as Terminal), ...said() };
  } catch (error) {
    if (!(error instanceof EurusError)) throw error;
    noted.push(`${error.message}\n`, ...(error.hint === null ? [] : [`${error.hint}\n`]));
    return { code: exitCodeOf[error.code], ...said() };
  }
};

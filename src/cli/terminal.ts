import { stripVTControlCharacters } from 'node:util';

/** Where results and everything else go: results to stdout, the rest to stderr. */
export type Terminal = {
  /** A result: one text, a line break added. */
  print(text: string): void;
  /** The same for one of many results: resolves when there is room for the next, so that a slow reader costs no memory. */
  printed(text: string): Promise<void>;
  /** Progress, warnings, hints: stderr, a line break added. */
  note(text: string): void;
  /** Redraws the status line in place where stderr is a terminal; does nothing elsewhere. */
  status(line: string): void;
  /** True when stderr is a terminal: bars and redrawn lines are allowed. */
  readonly live: boolean;
  /** True when results on stdout may carry colour and bold. */
  readonly styled: boolean;
  /** Width of stdout in columns. */
  readonly columns: number;
};

/** Text of servers and files may stand in a note: it may break lines, but not move, colour or hide anything. */
const harmless = (text: string): string =>
  stripVTControlCharacters(text).replace(/[^\P{Cc}\n\t]|\p{Cf}/gu, '');

export const processTerminal = (): Terminal => {
  const { stdout, stderr, env } = process;
  // A reader that went away (`| head`) is no error of ours: the work goes on and keeps its exit code.
  const readers = { stdout: true, stderr: true };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].on('error', error => {
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
      readers[name] = false;
    });
  }
  const write = (name: 'stdout' | 'stderr', text: string): boolean =>
    !readers[name] || process[name].write(text);
  /** Until stdout takes more, or nobody reads it any longer. */
  const roomInStdout = (): Promise<void> =>
    new Promise(resolve => {
      const done = (): void => {
        stdout.off('drain', done).off('close', done).off('error', done);
        resolve();
      };
      stdout.on('drain', done).on('close', done).on('error', done);
    });
  const live = stderr.isTTY === true && !env.CI;
  let drawn = false;
  const erase = (): void => {
    if (drawn) write('stderr', '\r\u001b[2K');
    drawn = false;
  };
  return {
    print: text => {
      erase();
      write('stdout', `${text}\n`);
    },
    printed: async text => {
      erase();
      if (!write('stdout', `${text}\n`)) await roomInStdout();
    },
    note: text => {
      erase();
      write('stderr', `${harmless(text)}\n`);
    },
    status: line => {
      if (!live) return;
      erase();
      write('stderr', line);
      drawn = line !== '';
    },
    live,
    styled: stdout.isTTY === true && !env.NO_COLOR,
    columns: stdout.columns || 160,
  };
};

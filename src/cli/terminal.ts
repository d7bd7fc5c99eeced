/** Where results and everything else go: results to stdout, the rest to stderr. */
export type Terminal = {
  /** A result: one text, a line break added. */
  print(text: string): void;
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

export const processTerminal = (): Terminal => {
  const { stdout, stderr, env } = process;
  // A reader that went away (`| head`) is no error of ours.
  stdout.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    process.exit(0);
  });
  const live = stderr.isTTY === true && !env.CI;
  let drawn = false;
  const erase = (): void => {
    if (drawn) stderr.write('\r\u001b[2K');
    drawn = false;
  };
  return {
    print: text => {
      erase();
      stdout.write(`${text}\n`);
    },
    note: text => {
      erase();
      stderr.write(`${text}\n`);
    },
    status: line => {
      if (!live) return;
      erase();
      stderr.write(line);
      drawn = line !== '';
    },
    live,
    styled: stdout.isTTY === true && !env.NO_COLOR,
    columns: stdout.columns || 160,
  };
};

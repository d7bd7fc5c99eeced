import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { main } from '../../src/cli/main.ts';
import { projectRoot } from './requires.ts';

const entry = join(projectRoot, 'bin', 'eurus-eval.js');

export type Outcome = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type Started = { readonly process: ChildProcess; readonly ended: Promise<Outcome> };

export type CliOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** User id to run as; only root may choose. */
  readonly uid?: number;
};

/** Starts the real program in a process of its own. */
export const startCli = (args: readonly string[], options: CliOptions = {}): Started => {
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: options.cwd ?? projectRoot,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => resolve({ code, stdout, stderr }));
  });
  return { process: child, ended };
};

/** Runs the real program to its end. */
export const runCli = (args: readonly string[], options?: CliOptions): Promise<Outcome> =>
  startCli(args, options).ended;

/**
 * The same in this process and in its environment: saves half a second of a processor where nothing but what a command
 * says and writes is looked at. One at a time where a folder is given, as a process has only one.
 */
export const runHere = async (
  args: readonly string[],
  { cwd }: Pick<CliOptions, 'cwd'> = {},
): Promise<Outcome> => {
  const before = process.cwd();
  if (cwd !== undefined) process.chdir(cwd);
  try {
    return await runMain(args);
  } finally {
    process.chdir(before);
    // What `run` has set for a process that is its own (src/cli/small-heap.ts) would slow down the tests that follow.
    setFlagsFromString('--semi-space-growth-factor=2');
    setFlagsFromString('--heap-growing-percent=0');
  }
};

const runMain = async (args: readonly string[]): Promise<Outcome> => {
  const said = { stdout: '', stderr: '' };
  const print = (text: string): void => {
    said.stdout += `${text}\n`;
  };
  const note = (text: string): void => {
    said.stderr += `${text}\n`;
  };
  const code = await main(args, {
    ...{ print, note, printed: async text => print(text), status: () => {} },
    ...{ live: false, styled: false, columns: 160, screen: () => ({ columns: 80, rows: 24 }) },
    panelStyle: { colour: false, bars: false, unicode: true },
  });
  return { code, ...said };
};

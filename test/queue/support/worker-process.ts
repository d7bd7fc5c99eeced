import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../support/requires.ts';

/** The real `worker`, whose lines can be read while it works. */
export type WorkerProcess = {
  readonly process: ChildProcess;
  /** What it has said, line by line. */
  lines(): readonly string[];
  /** Resolves with the first line that has the text in it. */
  said(text: string): Promise<string>;
  readonly ended: Promise<number | null>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

/** Less than the time limit of the tests, so that what they have started is ended when they fail. */
const patienceMs = 240_000;

export const startWorker = (url: string, ...more: readonly string[]): WorkerProcess => {
  const args = [join(projectRoot, 'bin', 'eurus-eval.js'), 'worker', '--queue', url, ...more];
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  const waiting = new Set<() => void>();
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    for (const look of waiting) look();
  });
  const lines = (): readonly string[] => text.split('\n').filter(line => line !== '');
  const ended = once(child, 'close').then(([code]) => {
    for (const look of waiting) look();
    return code as number | null;
  });
  const said = (wanted: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const inVain = (): void => {
        waiting.delete(look);
        reject(new Error(`it did not say "${wanted}":\n${text}`));
      };
      const timer = setTimeout(inVain, patienceMs);
      const look = (): void => {
        const line = lines().find(one => one.includes(wanted));
        if (line === undefined && child.exitCode === null && child.signalCode === null) return;
        waiting.delete(look);
        clearTimeout(timer);
        if (line !== undefined) resolve(line);
        else reject(new Error(`it ended without "${wanted}":\n${text}`));
      };
      waiting.add(look);
      look();
    });
  return {
    ...{ process: child, lines, said, ended },
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
};

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from './folder.ts';
import { projectRoot } from './requires.ts';
import { createScreen, type Screen } from './screen.ts';

/** True where util-linux can give a program a real terminal. */
export const hasTerminals = spawnSync('script', ['--version']).stdout?.includes('util-linux') === true;

export type OnTerminal = {
  readonly screen: Screen;
  /** All that was written, escape sequences included. */
  raw(): string;
  /** Presses keys: `\u0003` is Ctrl-C, as the terminal's driver sees it. */
  press(keys: string): void;
  /** Changes the window between two frames: one that is on its way when a window changes is lost on any terminal. */
  resize(columns: number, rows: number): Promise<void>;
  /** Resolves when the screen shows it; rejects when the program ends first. */
  shows(what: string | RegExp): Promise<void>;
  /** Resolves with the program's exit code. */
  readonly ended: Promise<number>;
  /** Ends it if it still runs. */
  close(): void;
};

/** Runs the real program on a terminal of its own, in the foreground. */
export const onTerminal = (
  args: readonly string[],
  {
    columns = 80,
    rows = 24,
    env = {},
  }: { columns?: number; rows?: number; env?: Record<string, string> } = {},
): OnTerminal => {
  const folder = temporaryFolder();
  const quoted = [process.execPath, join(projectRoot, 'bin', 'eurus-eval.js'), ...args]
    .map(word => `'${word.replaceAll("'", "'\\''")}'`)
    .join(' ');
  // The shell outlives Ctrl-C to tell how the program ended, and whether the terminal still echoes.
  const named = `sh -c 'echo $$ > "$0"; exec "$@"' '${folder}/pid' ${quoted}`;
  const command = `trap : INT; tty > '${folder}/tty'; stty cols ${columns} rows ${rows}; ${named}; echo $? > '${folder}/code'; stty -a > '${folder}/stty'`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: projectRoot,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const screen = createScreen(columns, rows);
  let raw = '';
  let over = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    raw += text;
    screen.write(text);
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      over = true;
      if (!existsSync(join(folder, 'stty'))) return reject(new Error('it was ended'));
      if (!readFileSync(join(folder, 'stty'), 'utf8').includes(' echo '))
        reject(new Error('no echo any more'));
      resolve(Number(readFileSync(join(folder, 'code'), 'utf8')));
    });
  });
  return {
    screen,
    raw: () => raw,
    press: keys => child.stdin.write(keys),
    resize: async (newColumns, newRows) => {
      const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
      process.kill(pid, 'SIGSTOP');
      for (let seen = -1; seen !== raw.length; await sleep(100)) seen = raw.length;
      screen.resize(newColumns, newRows);
      const tty = readFileSync(join(folder, 'tty'), 'utf8').trim();
      execFileSync('stty', ['-F', tty, 'cols', String(newColumns), 'rows', String(newRows)]);
      process.kill(pid, 'SIGCONT');
    },
    shows: async what => {
      const seen = (): boolean => {
        const text = screen.visible().join('\n');
        return typeof what === 'string' ? text.includes(what) : what.test(text);
      };
      while (!seen()) {
        if (over) throw new Error(`it ended before it showed ${what}:\n${screen.text().join('\n')}`);
        await sleep(20);
      }
    },
    ended,
    close: () => {
      ended.catch(() => {});
      child.kill('SIGKILL');
    },
  };
};

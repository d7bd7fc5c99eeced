import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const entry = fileURLToPath(new URL('../../bin/eurus-eval.js', import.meta.url));

export type Ended = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Seconds from its start, and of the processor's time, its own without that of its children. */
  readonly wallS: number;
  readonly cpuS: number;
};

/** A process of Node that is measured. */
export type Measured = {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  stop(): Promise<Ended>;
};

/** Said by the process itself at its end. */
const report =
  'data:text/javascript,process.on("exit",()=>{const u=process.cpuUsage();process.stderr.write("\\nCPU "+(u.user+u.system)+"\\n")})';

export const startCommand = (...args: readonly string[]): Measured => start(entry, args);

export const startScript = (path: string, ...args: readonly string[]): Measured => start(path, args);

const running = new Set<ChildProcess>();

/** Ends what a piece of work has left running that broke off. */
export const stopAll = (): void => {
  for (const child of running) child.kill('SIGKILL');
};

const start = (script: string, args: readonly string[]): Measured => {
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['--import', report, script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => {
      const cpuS = Number(/\nCPU (\d+)\n/.exec(stderr)?.[1] ?? 0) / 1e6;
      const wallS = (performance.now() - startedMs) / 1000;
      resolve({ code, stdout, stderr: stderr.replace(/\nCPU \d+\n/, ''), wallS, cpuS });
    });
  });
  const stop = (): Promise<Ended> => {
    child.kill('SIGTERM');
    return ended;
  };
  return { pid: child.pid ?? 0, ended, stop };
};

/** MiB of memory that a process has resident now; 0 for one that is gone. */
export const residentMb = (pid: number): number => {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

/** Milliseconds of the processor's time that a process has taken, to a hundredth of a second; 0 for one that is gone. */
export const cpuMsOf = (pid: number): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return 0;
  }
};

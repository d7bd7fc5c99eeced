import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FromWorker, ToWorker } from './messages.ts';
import { readMessage } from './messages.ts';

/** How to start a worker: its entry file, arguments and flags for Node. */
export type WorkerCommand = {
  readonly file: URL;
  readonly arguments: readonly string[];
  readonly nodeFlags: readonly string[];
  /** Limit of its data segment in MiB, where a shell can set one. */
  readonly dataLimitMb?: number;
};

export type WorkerProcess = {
  readonly pid: number;
  send(message: ToWorker): void;
  /** Kills the whole process group at once. */
  kill(): void;
  /** Resident memory in MiB, or null where the system does not say. */
  residentMb(): number | null;
  /** What it wrote to stderr last; for the message when it cannot start. */
  complaint(): string;
};

export type WorkerEvents = {
  onMessage(message: FromWorker): void;
  /** A message that is none: the worker cannot be trusted any more. */
  onNonsense(): void;
  onExit(signal: NodeJS.Signals | null, code: number | null): void;
};

const SHELL = '/bin/sh';
const MAX_COMPLAINT_CHARS = 2000;
const alive = new Set<WorkerProcess>();
// A parent that leaves by process.exit runs no promises any more, but this.
process.on('exit', () => {
  for (const worker of alive) worker.kill();
});

const readResidentMb = (pid: number): number | null => {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
};

const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
};

/** Only a shell can limit a process before it starts; where it cannot, the watchdogs are left. */
const nodeOf = ({ nodeFlags, dataLimitMb }: WorkerCommand): { execPath?: string; execArgv: string[] } => {
  if (dataLimitMb === undefined || process.platform !== 'linux' || !existsSync(SHELL))
    return { execArgv: [...nodeFlags] };
  const script = `ulimit -d ${dataLimitMb * 1024} 2>/dev/null; exec "$@"`;
  return { execPath: SHELL, execArgv: ['-c', script, SHELL, process.execPath, ...nodeFlags] };
};

/** Starts a worker in a process group of its own, with an empty environment and nothing inherited but its channel. */
export const startWorker = (command: WorkerCommand, events: WorkerEvents): WorkerProcess => {
  const child = fork(fileURLToPath(command.file), [...command.arguments], {
    env: {},
    ...nodeOf(command),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(-MAX_COMPLAINT_CHARS);
  });
  const worker: WorkerProcess = {
    pid: child.pid ?? -1,
    send: message => {
      // A worker that has just died is reported by its exit.
      child.send(message, () => undefined);
    },
    kill: () => killGroup(child),
    residentMb: () => (child.pid === undefined ? null : readResidentMb(child.pid)),
    complaint: () => complaint.trim(),
  };
  alive.add(worker);
  let gone = false;
  const leave = (signal: NodeJS.Signals | null, code: number | null) => {
    if (gone) return;
    gone = true;
    alive.delete(worker);
    events.onExit(signal, code);
  };
  child.on('message', value => {
    const message = readMessage(value);
    if (message === null) events.onNonsense();
    else events.onMessage(message);
  });
  child.on('error', error => {
    complaint ||= error.message;
    leave(null, null);
  });
  child.on('exit', (code, signal) => leave(signal, code));
  return worker;
};

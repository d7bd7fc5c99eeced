import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FromWorker, ToWorker } from './messages.ts';
import { readMessage } from './messages.ts';

/** A worker in Node: its entry file, arguments and flags for Node. It speaks over Node's channel. */
export type NodeCommand = {
  readonly file: URL;
  readonly arguments: readonly string[];
  readonly nodeFlags: readonly string[];
  /** Empty when left out: a guest is told nothing. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Limit of its data segment in MiB, where a shell can set one. */
  readonly dataLimitMb?: number;
};

/** Any other program: it reads orders from stdin and writes answers to stdout, as lines of JSON. */
export type ProgramCommand = {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The first line it is given. */
  readonly greeting: string;
};

export type WorkerCommand = NodeCommand | ProgramCommand;

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
/** Of util-linux; that of busybox lacks the option. */
const TIE = 'setpriv';
const TIE_ARGUMENTS = ['--pdeathsig', 'KILL', '--'];
const MAX_COMPLAINT_CHARS = 2000;
const SIGKILL_CODE = 128 + 9;
const alive = new Set<{ kill(): void }>();
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

/** A worker that sends a longer line is out of its mind. */
const MAX_LINE_CHARS = 256 * 1024 * 1024;

type Line = { readonly child: ChildProcess; send(message: unknown): void };

/**
 * Whether the system can be told to kill a child when its parent dies: a worker that is busy with a program hears
 * nothing itself.
 */
const canTieToParent = (() => {
  let answer: boolean | null = null;
  return (): boolean => {
    answer ??=
      process.platform === 'linux' &&
      spawnSync(TIE, [...TIE_ARGUMENTS, SHELL, '-c', ':'], { stdio: 'ignore' }).status === 0;
    return answer;
  };
})();

/** Node and its flags, behind the programs that set up a process before Node begins, where they exist. */
const nodeOf = ({ nodeFlags, dataLimitMb }: NodeCommand): { execPath: string; execArgv: string[] } => {
  const limited = dataLimitMb !== undefined && process.platform === 'linux' && existsSync(SHELL);
  const script = `ulimit -d ${(dataLimitMb ?? 0) * 1024} 2>/dev/null; exec "$@"`;
  const [execPath = process.execPath, ...execArgv] = [
    ...(canTieToParent() ? [TIE, ...TIE_ARGUMENTS] : []),
    ...(limited ? [SHELL, '-c', script, SHELL] : []),
    process.execPath,
    ...nodeFlags,
  ];
  return { execPath, execArgv };
};

const startNode = (command: NodeCommand, receive: (value: unknown) => void): Line => {
  const child = fork(fileURLToPath(command.file), [...command.arguments], {
    env: command.environment ?? {},
    ...nodeOf(command),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  });
  child.on('message', receive);
  // A worker that has just died is reported by its exit.
  return { child, send: message => child.send(message as ToWorker, () => undefined) };
};

const parseLine = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const startProgram = (command: ProgramCommand, receive: (value: unknown) => void): Line => {
  const child = spawn(command.program, command.arguments, {
    env: command.environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let parts: string[] = [];
  let length = 0;
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    const lines = text.split('\n');
    for (const [index, part] of lines.entries()) {
      parts.push(part);
      length += part.length;
      if (index === lines.length - 1 && length <= MAX_LINE_CHARS) break;
      receive(parseLine(parts.join('')));
      parts = [];
      length = 0;
    }
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${command.greeting}\n`);
  return { child, send: message => child.stdin.write(`${JSON.stringify(message)}\n`) };
};

/** A process in a group of its own, with nothing inherited but its channel. */
export type ChannelProcess<Sent> = Omit<WorkerProcess, 'send'> & { send(message: Sent): void };

/** Starts one; what it says is not checked. */
export const startProcess = <Sent>(
  command: WorkerCommand,
  receive: (value: unknown) => void,
  onExit: WorkerEvents['onExit'],
): ChannelProcess<Sent> => {
  const { child, send } = 'program' in command ? startProgram(command, receive) : startNode(command, receive);
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(-MAX_COMPLAINT_CHARS);
  });
  const worker: ChannelProcess<Sent> = {
    pid: child.pid ?? -1,
    send,
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
    onExit(signal, code);
  };
  child.on('error', error => {
    complaint ||= error.message;
    leave(null, null);
  });
  child.on('exit', (code, signal) => {
    // bubblewrap tells the signal its child died of in its own exit code.
    if ('program' in command && code === SIGKILL_CODE) leave('SIGKILL', null);
    else leave(signal, code);
  });
  return worker;
};

/** Starts a worker. */
export const startWorker = (command: WorkerCommand, events: WorkerEvents): WorkerProcess =>
  startProcess<ToWorker>(
    command,
    value => {
      const message = readMessage(value);
      if (message === null) events.onNonsense();
      else events.onMessage(message);
    },
    events.onExit,
  );

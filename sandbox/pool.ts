import {
  EurusError,
  type Execution,
  type Limits,
  type Outcome,
  type Program,
  type Sandbox,
} from '../src/core/index.ts';
import { type CellOutcome, type CellToRun, cellJob, type Job, programJob, type Verdict } from './jobs.ts';
import type { FromWorker, PackagePaths } from './messages.ts';
import { startWorker, type WorkerCommand, type WorkerProcess } from './worker-process.ts';

export type PoolOptions = {
  readonly name: Sandbox['name'];
  /** What its workers run; a program in another language is refused. */
  readonly language: Program['language'];
  /** See `SandboxKind`. */
  readonly slowdown?: number;
  readonly workers: number;
  readonly command: WorkerCommand;
  /** Resident memory of a worker, in MiB, beyond which it is killed while it runs something with these limits. */
  readonly residentLimitMb: (run: { readonly limits: Limits }, packages: PackagePaths | undefined) => number;
  /** Added to a program's own deadline before the worker is killed from outside. */
  readonly graceMs: (program: Program) => number;
  /** The same for cells; where it is absent there are no sessions. */
  readonly cellGraceMs?: number;
  /** How long a worker may take until it is ready. */
  readonly startTimeoutMs: number;
};

/**
 * A sandbox whose programs can be given packages; bringing them is not a program's time. Programs and cells wait in one
 * line, and begin in the order they came.
 */
export type Pool = Omit<Sandbox, 'run'> & {
  run(program: Program, packages?: PackagePaths): Promise<Execution>;
  /** @param place the worker that had the session last; another takes the cell when that one is busy */
  runCell(cell: CellToRun, place?: object): Promise<CellOutcome>;
  /** Ends the cell of a session that waits or runs: it rejects. */
  abandon(session: string): void;
};

type Running = {
  readonly id: number;
  readonly job: Job;
  startedMs: number;
  deadline: NodeJS.Timeout;
  /** False while the worker still brings the packages. */
  begun: boolean;
  /** True when it has answered and only keeps what is left. */
  answered: boolean;
  /** Set before we kill: what the kill means for the program. */
  verdict: Verdict | null;
  peakMemoryMb: number | null;
};

type Slot = {
  process: WorkerProcess | null;
  startDeadline: NodeJS.Timeout | null;
  /** It was killed because it did not start in time. */
  late: boolean;
  ready: boolean;
  running: Running | null;
};

const MEMORY_CHECK_MS = 100;
/** Not for ever: a system that is out of memory kills too, and the program may be why. */
const MAX_RERUNS = 3;
/** The state of a session is written to a file; a disk may be slow. */
const KEEP_TIMEOUT_MS = 30_000;
const MAX_START_FAILURES = 3;
/** A worker that someone outside killed while it started says little about the machine; this much of a failure it is. */
const KILLED_START = 0.1;
/** Signals that only someone outside sends; a guest cannot make its own process die of them. */
const FROM_OUTSIDE: readonly (NodeJS.Signals | null)[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'];

/** Starts the pool; resolves when its first worker is ready. */
export const openPool = (options: PoolOptions): Promise<Pool> => {
  const queue: Job[] = [];
  const slots: Slot[] = Array.from({ length: options.workers }, () => ({
    process: null,
    startDeadline: null,
    late: false,
    ready: false,
    running: null,
  }));
  let python: string | null = null;
  let startFailures = 0;
  let lastId = 0;
  let closed = false;
  const emptied = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<Pool>();

  /** Nothing is given to it any more; its exit starts another. */
  const retire = (slot: Slot) => {
    slot.ready = false;
    slot.process?.kill();
  };

  const condemn = (slot: Slot, outcome: Outcome, type: string, message: string) => {
    if (slot.running !== null) slot.running.verdict ??= { outcome, type, message };
    retire(slot);
  };

  const release = (slot: Slot): Running | null => {
    const { running } = slot;
    if (running !== null) clearTimeout(running.deadline);
    slot.running = null;
    return running;
  };

  const onDeadline = (slot: Slot, job: Job) => {
    // Let an answer that has already arrived be read first: this process may have been the busy one.
    setImmediate(() =>
      setImmediate(() => {
        if (slot.running?.job !== job) return;
        condemn(slot, 'timed-out', 'Timeout', `no result within ${job.limits.timeoutMs} ms; killed`);
      }),
    );
  };

  const armed = (slot: Slot, job: Job) => setTimeout(() => onDeadline(slot, job), job.killAfterMs);

  /** Not the program's fault: it has not begun. */
  const onUnprepared = (slot: Slot) => {
    const running = release(slot);
    retire(slot);
    if (running !== null) rerunOrReject(running.job, 'a worker did not bring what it needs in time');
  };

  /** The worker that a job would be quickest in, else any that is free. */
  const findSlot = ({ place }: Job): Slot | undefined => {
    const free = slots.filter(({ ready, running }) => ready && running === null);
    return free.find(({ process }) => process !== null && process === place) ?? free[0];
  };

  const pump = () => {
    for (let job = queue[0]; job !== undefined; job = queue[0]) {
      const slot = findSlot(job);
      if (slot === undefined) return;
      queue.shift();
      give(slot, job);
    }
  };

  const give = (slot: Slot, job: Job) => {
    const id = ++lastId;
    const { preparationMs } = job;
    const deadline =
      preparationMs === null ? armed(slot, job) : setTimeout(() => onUnprepared(slot), preparationMs);
    slot.running = {
      id,
      job,
      startedMs: performance.now(),
      deadline,
      begun: preparationMs === null,
      answered: false,
      verdict: null,
      peakMemoryMb: null,
    };
    slot.process?.send(job.order(id));
  };

  /** Whether that was in turn. */
  const begin = (slot: Slot, message: Extract<FromWorker, { kind: 'begun' }>): boolean => {
    const { running } = slot;
    if (running?.id !== message.id || running.begun) return false;
    running.job.begun(message);
    clearTimeout(running.deadline);
    running.begun = true;
    running.startedMs = performance.now();
    running.deadline = armed(slot, running.job);
    return true;
  };

  const onMessage = (slot: Slot, message: FromWorker) => {
    if (message.kind === 'ready' && !slot.ready) {
      slot.ready = true;
      clearStartDeadline(slot);
      startFailures = 0;
      python = message.python;
      opened.resolve(sandbox);
      // The first worker has put its image into the cache by now, so the others start from it.
      for (const other of slots) if (other.process === null) launch(other);
      pump();
      return;
    }
    if (message.kind === 'begun' && begin(slot, message)) return;
    const { running } = slot;
    const inTurn = message.kind !== 'ready' && message.id === running?.id && running.verdict === null;
    if (!inTurn || message.kind === 'begun' || running.answered !== (message.kind === 'kept'))
      return condemn(slot, 'crashed', 'ProtocolError', 'the worker spoke out of turn');
    const { job } = running;
    if (message.kind === 'done') {
      job.done(message, job.reruns, slot.process ?? {});
      if (message.leaving === true) retire(slot);
      if (job.session !== undefined) return awaitKept(slot, running);
    }
    release(slot);
    if (message.kind === 'kept') job.kept(message.bytes);
    if (message.kind === 'fault') {
      rerunOrReject(job, message.message);
      retire(slot);
    }
    pump();
  };

  /** The answer is out; the worker is free again when it has written down what is left. */
  const awaitKept = (slot: Slot, running: Running) => {
    clearTimeout(running.deadline);
    running.answered = true;
    running.deadline = setTimeout(() => retire(slot), KEEP_TIMEOUT_MS);
  };

  /** The worker could not even begin with it: once more elsewhere, then it is a fault of ours. */
  const rerunOrReject = (job: Job, message: string) => {
    if (job.reruns++ === 0) queue.unshift(job);
    else
      job.reject(
        new EurusError('SANDBOX_FAULT', `The ${options.name} sandbox cannot run a program: ${message}`),
      );
  };

  /** A program whose worker died without our doing: its own crash, unless someone outside killed the worker. */
  const afterDeath = (running: Running, signal: NodeJS.Signals | null, code: number | null) => {
    const { job, verdict, startedMs, peakMemoryMb } = running;
    if (running.answered) return job.kept(null);
    if (verdict === null && FROM_OUTSIDE.includes(signal) && job.reruns < MAX_RERUNS) {
      job.reruns++;
      queue.unshift(job);
      return;
    }
    const how = signal === null ? `exit code ${code}` : signal;
    const crash = { outcome: 'crashed', type: 'Crash', message: `the worker process died (${how})` } as const;
    const durationMs = Math.round(performance.now() - startedMs);
    job.ended({ verdict: verdict ?? crash, durationMs, peakMemoryMb, python }, job.reruns);
  };

  const giveUp = (complaint: string) => {
    const error = new EurusError(
      python === null ? 'SANDBOX_MISSING' : 'SANDBOX_FAULT',
      `The ${options.name} sandbox cannot start its worker processes: ${complaint || 'no message'}`,
      { hint: 'Run "eurus-eval doctor" to see what this machine can do' },
    );
    opened.reject(error);
    for (const job of queue.splice(0)) job.reject(error);
  };

  const onExit = (slot: Slot, signal: NodeJS.Signals | null, code: number | null) => {
    const complaint = slot.process?.complaint() ?? '';
    const started = slot.startDeadline === null;
    slot.process = null;
    slot.ready = false;
    clearStartDeadline(slot);
    const running = release(slot);
    if (closed) {
      running?.job.kept(null);
      running?.job.reject(closedError());
      if (slots.every(other => other.process === null)) emptied.resolve();
      return;
    }
    if (running !== null) afterDeath(running, signal, code);
    if (!started) {
      startFailures += FROM_OUTSIDE.includes(signal) && !slot.late ? KILLED_START : 1;
      if (startFailures >= MAX_START_FAILURES) {
        if (slots.every(other => other.process === null)) giveUp(complaint);
        return;
      }
    }
    launch(slot);
    pump();
  };

  const clearStartDeadline = (slot: Slot) => {
    if (slot.startDeadline !== null) clearTimeout(slot.startDeadline);
    slot.startDeadline = null;
  };

  const launch = (slot: Slot) => {
    if (closed) return;
    slot.late = false;
    slot.startDeadline = setTimeout(() => {
      slot.late = true;
      slot.process?.kill();
    }, options.startTimeoutMs);
    slot.process = startWorker(options.command, {
      onMessage: message => onMessage(slot, message),
      onNonsense: () => condemn(slot, 'crashed', 'ProtocolError', 'the worker sent an unreadable message'),
      onExit: (signal, code) => onExit(slot, signal, code),
    });
  };

  const checkMemory = () => {
    for (const slot of slots) {
      if (slot.running === null || slot.process === null) continue;
      // What it takes to write down a session is not the cell's.
      if (!slot.running.begun || slot.running.answered) continue;
      const residentMb = slot.process.residentMb();
      if (residentMb === null) continue;
      slot.running.peakMemoryMb = Math.round(Math.max(slot.running.peakMemoryMb ?? 0, residentMb));
      const limitMb = slot.running.job.residentLimitMb;
      if (residentMb > limitMb)
        condemn(slot, 'out-of-memory', 'MemoryError', `the worker used more than ${limitMb} MiB; killed`);
    }
  };
  const memoryWatch = setInterval(checkMemory, MEMORY_CHECK_MS);
  memoryWatch.unref();

  const closedError = () =>
    new EurusError(
      'INTERRUPTED',
      `The ${options.name} sandbox was closed while a program or cell was waiting or running`,
    );

  const languageError = (language: Program['language']) =>
    new EurusError('SANDBOX_FAULT', `The ${options.name} sandbox runs ${options.language}, not ${language}`);

  const submit = (job: Job) => {
    if (closed) return job.reject(closedError());
    if (startFailures >= MAX_START_FAILURES && slots.every(slot => slot.process === null)) {
      startFailures = 0;
      for (const slot of slots) launch(slot);
    }
    queue.push(job);
    pump();
  };

  const sandbox: Pool = {
    name: options.name,
    workers: options.workers,
    slowdown: { [options.language]: options.slowdown ?? 1 },
    get python() {
      return python;
    },
    run: (program, packages) =>
      new Promise((resolve, reject) => {
        if (program.language !== options.language) return reject(languageError(program.language));
        const costs = {
          killAfterMs: program.limits.timeoutMs + options.graceMs(program),
          residentLimitMb: options.residentLimitMb(program, packages),
          preparationMs: packages === undefined ? null : options.startTimeoutMs,
        };
        submit(programJob(options.name, program, packages, costs, { resolve, reject }));
      }),
    runCell: (cell, place) =>
      new Promise((resolve, reject) => {
        const costs = {
          killAfterMs: cell.limits.timeoutMs + (options.cellGraceMs ?? 0),
          residentLimitMb: options.residentLimitMb(cell, cell.packages),
          preparationMs: cell.again.reduce(
            (sum, { limits }) => sum + limits.timeoutMs + (options.cellGraceMs ?? 0),
            options.startTimeoutMs,
          ),
        };
        submit(cellJob(options.name, cell, place, costs, { resolve, reject }));
      }),
    abandon: session => {
      for (const job of queue.filter(waiting => waiting.session === session)) {
        queue.splice(queue.indexOf(job), 1);
        job.reject(closedError());
      }
      const slot = slots.find(({ running }) => running?.job.session === session && !running.answered);
      if (slot === undefined) return;
      release(slot)?.job.reject(closedError());
      retire(slot);
    },
    close: async () => {
      closed = true;
      clearInterval(memoryWatch);
      for (const job of queue.splice(0)) job.reject(closedError());
      if (slots.every(slot => slot.process === null)) return;
      for (const slot of slots) slot.process?.kill();
      await emptied.promise;
    },
  };

  const [first] = slots;
  if (first !== undefined) launch(first);
  return opened.promise;
};

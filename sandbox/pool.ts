import { EurusError, type Execution, type Outcome, type Program, type Sandbox } from '../src/core/index.ts';
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
  /** Resident memory of a worker, in MiB, beyond which it is killed while it runs the program. */
  readonly residentLimitMb: (program: Program, packages: PackagePaths | undefined) => number;
  /** Added to a program's own deadline before the worker is killed from outside. */
  readonly graceMs: (program: Program) => number;
  /** How long a worker may take until it is ready. */
  readonly startTimeoutMs: number;
};

/** A sandbox whose programs can be given packages; bringing them is not a program's time. */
export type Pool = Omit<Sandbox, 'run'> & {
  run(program: Program, packages?: PackagePaths): Promise<Execution>;
};

type Job = {
  readonly program: Program;
  readonly packages: PackagePaths | undefined;
  readonly resolve: (execution: Execution) => void;
  readonly reject: (error: EurusError) => void;
  reruns: number;
};

type Running = {
  readonly id: number;
  readonly job: Job;
  startedMs: number;
  deadline: NodeJS.Timeout;
  /** False while the worker still brings the packages. */
  begun: boolean;
  /** Set before we kill: what the kill means for the program. */
  verdict: { readonly outcome: Outcome; readonly type: string; readonly message: string } | null;
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

  const failedExecution = (running: Running, verdict: NonNullable<Running['verdict']>): Execution => ({
    outcome: verdict.outcome,
    error: { type: verdict.type, message: verdict.message, line: null, origin: 'candidate' },
    stdout: '',
    stderr: '',
    missingModule: null,
    durationMs: Math.round(performance.now() - running.startedMs),
    cpuMs: null,
    peakMemoryMb: running.peakMemoryMb,
    sandbox: options.name,
    python,
  });

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
        condemn(slot, 'timed-out', 'Timeout', `no result within ${job.program.limits.timeoutMs} ms; killed`);
      }),
    );
  };

  const armed = (slot: Slot, job: Job) =>
    setTimeout(() => onDeadline(slot, job), job.program.limits.timeoutMs + options.graceMs(job.program));

  /** Not the program's fault: it has not begun. */
  const onUnprepared = (slot: Slot) => {
    const running = release(slot);
    retire(slot);
    if (running !== null) rerunOrReject(running.job, 'a worker did not bring the packages in time');
  };

  const pump = () => {
    for (const slot of slots) {
      if (!slot.ready || slot.running !== null) continue;
      const job = queue.shift();
      if (job === undefined) return;
      const { program, packages } = job;
      const id = ++lastId;
      const begun = packages === undefined;
      slot.running = {
        id,
        job,
        startedMs: performance.now(),
        deadline: begun ? armed(slot, job) : setTimeout(() => onUnprepared(slot), options.startTimeoutMs),
        begun,
        verdict: null,
        peakMemoryMb: null,
      };
      slot.process?.send({ kind: 'run', id, program, ...(begun ? {} : { packages }) });
    }
  };

  /** Whether that was in turn. */
  const begin = (slot: Slot, id: number): boolean => {
    const { running } = slot;
    if (running?.id !== id || running.begun) return false;
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
    if (message.kind === 'begun' && begin(slot, message.id)) return;
    const ends = message.kind === 'done' || message.kind === 'fault';
    const inTurn = ends && message.id === slot.running?.id && slot.running.verdict === null;
    const running = inTurn ? release(slot) : null;
    if (running === null || !ends)
      return condemn(slot, 'crashed', 'ProtocolError', 'the worker spoke out of turn');
    if (message.kind === 'done') {
      running.job.resolve(marked(message.execution, running.job));
      if (message.leaving === true) retire(slot);
    } else {
      rerunOrReject(running.job, message.message);
      retire(slot);
    }
    pump();
  };

  /** Only the pool knows how often a program was begun. */
  const marked = ({ reruns: _claimed, ...execution }: Execution, { reruns }: Job): Execution =>
    reruns === 0 ? execution : { ...execution, reruns };

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
    if (running.verdict === null && FROM_OUTSIDE.includes(signal) && running.job.reruns < MAX_RERUNS) {
      running.job.reruns++;
      queue.unshift(running.job);
      return;
    }
    const how = signal === null ? `exit code ${code}` : signal;
    const crash = { outcome: 'crashed', type: 'Crash', message: `the worker process died (${how})` } as const;
    running.job.resolve(marked(failedExecution(running, running.verdict ?? crash), running.job));
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
      if (slot.running === null || !slot.running.begun || slot.process === null) continue;
      const residentMb = slot.process.residentMb();
      if (residentMb === null) continue;
      slot.running.peakMemoryMb = Math.round(Math.max(slot.running.peakMemoryMb ?? 0, residentMb));
      const { program, packages } = slot.running.job;
      const limitMb = options.residentLimitMb(program, packages);
      if (residentMb > limitMb)
        condemn(slot, 'out-of-memory', 'MemoryError', `the worker used more than ${limitMb} MiB; killed`);
    }
  };
  const memoryWatch = setInterval(checkMemory, MEMORY_CHECK_MS);
  memoryWatch.unref();

  const closedError = () =>
    new EurusError(
      'INTERRUPTED',
      `The ${options.name} sandbox was closed while a program was waiting or running`,
    );

  const languageError = (language: Program['language']) =>
    new EurusError('SANDBOX_FAULT', `The ${options.name} sandbox runs ${options.language}, not ${language}`);

  const sandbox: Pool = {
    name: options.name,
    workers: options.workers,
    slowdown: { [options.language]: options.slowdown ?? 1 },
    get python() {
      return python;
    },
    run: (program, packages) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(closedError());
        if (program.language !== options.language) return reject(languageError(program.language));
        if (startFailures >= MAX_START_FAILURES && slots.every(slot => slot.process === null)) {
          startFailures = 0;
          for (const slot of slots) launch(slot);
        }
        queue.push({ program, packages, resolve, reject, reruns: 0 });
        pump();
      }),
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

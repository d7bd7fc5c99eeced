import {
  EurusError,
  type Execute,
  type Execution,
  type Limits,
  type Program,
  type PythonSession,
  type Sandbox,
} from '../core/index.ts';

/** A sandbox that is opened by its first use, once. */
export type LazySandbox = {
  readonly execute: Execute;
  /**
   * A Python session of its own, whose limits are multiplied as those of programs are.
   * @throws EurusError `SANDBOX_MISSING`, also for a sandbox that has no sessions
   */
  openSession(): Promise<PythonSession>;
  /**
   * The sandbox; null when it was closed before it was there.
   * @throws EurusError `SANDBOX_MISSING`
   */
  open(): Promise<Sandbox | null>;
  /** The sandbox, once it is open. */
  opened(): Sandbox | null;
  /** Closes it if it was opened; programs that run in it reject. One that is still starting is closed when it is there. */
  close(): Promise<void>;
};

export const lazySandbox = (openSandbox: () => Promise<Sandbox>): LazySandbox => {
  let opening: Promise<Sandbox | null> | null = null;
  let opened: Sandbox | null = null;
  let closing: Promise<void> | null = null;
  const closed = Promise.withResolvers<null>();
  const start = async (): Promise<Sandbox | null> => {
    const sandbox = await openSandbox();
    if (closing === null) opened = sandbox;
    else await sandbox.close();
    return opened;
  };
  const open = (): Promise<Sandbox | null> => {
    if (closing !== null) return Promise.resolve(null);
    opening ??= start();
    return Promise.race([opening, closed.promise]);
  };
  return {
    open,
    opened: () => opened,
    execute: async program => {
      const sandbox = await open();
      if (sandbox === null) throw new Error('the sandbox was closed');
      return runInItsTime(sandbox, program);
    },
    openSession: async () => {
      const sandbox = await open();
      if (sandbox === null) throw new EurusError('INTERRUPTED', 'the sandbox was closed');
      return sessionOf(sandbox);
    },
    close: () => {
      closing ??= Promise.resolve(opened?.close());
      // Nobody waits any more for one that is starting: its failure is nobody's.
      opening?.catch(() => {});
      closed.resolve(null);
      return closing;
    },
  };
};

/** Limits are those of the benchmark, made for a native interpreter: a slower sandbox gets more time for the same work. */
const runInItsTime = async (sandbox: Sandbox, program: Program): Promise<Execution> => {
  const factor = sandbox.slowdown?.[program.language] ?? 1;
  if (factor === 1) return sandbox.run(program);
  const limits = longer(program.limits, factor);
  const execution = await sandbox.run({ ...program, limits });
  return { ...execution, allowedMs: limits.timeoutMs };
};

const longer = (limits: Limits, factor: number): Limits => {
  const { timeoutMs, callTimeoutMs } = limits;
  return {
    ...limits,
    timeoutMs: Math.ceil(timeoutMs * factor),
    ...(callTimeoutMs === undefined ? {} : { callTimeoutMs: Math.ceil(callTimeoutMs * factor) }),
  };
};

/**
 * Refuses a sandbox in which no code of an episode can run.
 * @throws EurusError `SANDBOX_MISSING`
 */
export const needSessions = ({ name, openSession }: Sandbox): NonNullable<Sandbox['openSession']> => {
  if (openSession !== undefined) return openSession;
  throw new EurusError(
    'SANDBOX_MISSING',
    `the ${name} sandbox has no Python sessions, and code of several turns needs one`,
    { hint: 'Use --sandbox native or --sandbox wasm.' },
  );
};

const sessionOf = (sandbox: Sandbox): PythonSession => {
  const session = needSessions(sandbox)();
  const factor = sandbox.slowdown?.python ?? 1;
  if (factor === 1) return session;
  return {
    run: async (code, limits) => {
      const allowed = longer(limits, factor);
      return { ...(await session.run(code, allowed)), allowedMs: allowed.timeoutMs };
    },
    restore: (cells, limits) => session.restore(cells, longer(limits, factor)),
    close: () => session.close(),
  };
};

import type { Execute, Execution, Program, Sandbox } from '../core/index.ts';

/** A sandbox that is opened by its first use, once. */
export type LazySandbox = {
  readonly execute: Execute;
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
  const { limits } = program;
  const allowedMs = Math.ceil(limits.timeoutMs * factor);
  const { callTimeoutMs } = limits;
  const execution = await sandbox.run({
    ...program,
    limits: {
      ...limits,
      timeoutMs: allowedMs,
      ...(callTimeoutMs === undefined ? {} : { callTimeoutMs: Math.ceil(callTimeoutMs * factor) }),
    },
  });
  return { ...execution, allowedMs };
};

import type { Execution, Program, SandboxAvailability, SandboxKind } from '../../src/core/index.ts';
import { cannotWork, workerCount } from '../opening.ts';
import { openPool } from '../pool.ts';
import { longestMs } from '../stretch.ts';
import { examine, type Finding, START_TIMEOUT_MS, thisMachine } from './machine.ts';
import { createSessions } from './sessions.ts';

/** A supervisor that has not answered so long after the longest that its program can last had no processor itself. */
const GRACE_MS = 5000;
/** numpy and sympy are imported when a program first wants them; that is not the program's time. */
const RICH_GRACE_MS = 30_000;
const RICH_WORDS = /\b(?:numpy|sympy|scipy|pandas|mpmath|sklearn|networkx|matplotlib)\b/;
let examined: Promise<Finding> | null = null;
/** Once per process: the machine does not change under it. */
const examineOnce = (): Promise<Finding> => {
  examined ??= examine(thisMachine());
  return examined;
};

const check = async (): Promise<SandboxAvailability> => {
  const found = await examineOnce();
  return 'reason' in found ? { available: false, ...found } : { available: true, detail: found.detail };
};

const textsOf = ({ code, tests }: Program): readonly string[] => [
  ...(typeof code === 'string' ? [code] : code),
  ...(tests === undefined ? [] : [tests.prelude, tests.code]),
];

/**
 * Programs are ended by the supervisor, which no guest reaches: when it was the pool that had to end one, which knows of
 * no processor time, the machine was to blame.
 */
const withOverdue = (execution: Execution): Execution =>
  execution.outcome === 'timed-out' && execution.cpuMs === null ? { ...execution, starved: true } : execution;

/** The system's own Python in namespaces and behind a filter of system calls. Linux only. */
export const native: SandboxKind = {
  name: 'native',
  title: 'The system’s Python in Linux namespaces (bubblewrap), behind a system call filter',
  language: 'python',
  check,
  open: async ({ workers }) => {
    const found = await examineOnce();
    if ('reason' in found) throw cannotWork('native', found);
    const workersAtOnce = workerCount(workers);
    const pool = await openPool({
      name: 'native',
      language: 'python',
      workers: workersAtOnce,
      command: found.command,
      // Each guest's address space and files are bounded by the kernel; the worker itself does not grow.
      residentLimitMb: () => Number.POSITIVE_INFINITY,
      graceMs: program => {
        const { timeoutMs } = program.limits;
        const isRich = textsOf(program).some(text => RICH_WORDS.test(text));
        return longestMs(timeoutMs) - timeoutMs + (isRich ? RICH_GRACE_MS : GRACE_MS);
      },
      startTimeoutMs: START_TIMEOUT_MS,
    });
    const sessions = createSessions({ command: found.sessions, cellsAtOnce: workersAtOnce });
    return {
      name: pool.name,
      workers: pool.workers,
      ...(pool.slowdown === undefined ? {} : { slowdown: pool.slowdown }),
      get python() {
        return pool.python;
      },
      run: async program => withOverdue(await pool.run(program)),
      openSession: sessions.openSession,
      close: async () => {
        await Promise.all([pool.close(), sessions.close()]);
      },
    };
  },
};

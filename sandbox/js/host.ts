import type { SandboxAvailability, SandboxKind } from '../../src/core/index.ts';
import { isolatesHere, workerFlags } from '../isolates.ts';
import { cannotWork, workerCount } from '../opening.ts';
import { openPool } from '../pool.ts';

/** What a worker takes beside the program's own memory; its own watch, which is closer, allows less. */
const WORKER_BASE_MB = 320;
const GRACE_MS = 750;
const START_TIMEOUT_MS = 60_000;
/** Last line of defence against a bomb that is quicker than the watch, in MiB of data segment. */
const DATA_LIMIT_MB = 2500;
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

const check = async (): Promise<SandboxAvailability> => {
  const isolates = isolatesHere();
  return isolates.available
    ? { available: true, detail: `${isolates.detail}; JavaScript programs, V8 ${process.versions.v8}` }
    : isolates;
};

/** JavaScript programs: a fresh isolate each, in worker processes. */
export const js: SandboxKind = {
  name: 'js',
  title: 'JavaScript in isolated-vm, in worker processes',
  language: 'javascript',
  check,
  open: async ({ workers }) => {
    const availability = await check();
    if (!availability.available) throw cannotWork('js', availability);
    return openPool({
      name: 'js',
      language: 'javascript',
      workers: workerCount(workers),
      command: {
        file: new URL(`./worker${extension}`, import.meta.url),
        arguments: [],
        // The same random numbers for every program: what it does can be repeated.
        nodeFlags: [...workerFlags, '--random-seed=20240404'],
        dataLimitMb: DATA_LIMIT_MB,
      },
      residentLimitMb: program => WORKER_BASE_MB + program.limits.memoryMb,
      graceMs: () => GRACE_MS,
      startTimeoutMs: START_TIMEOUT_MS,
    });
  },
};

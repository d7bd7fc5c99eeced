import { readFileSync } from 'node:fs';
import { messageOf, type SandboxAvailability, type SandboxKind } from '../../src/core/index.ts';
import { isolatesHere, REINSTALL, readPackage, workerFlags } from '../isolates.ts';
import { cannotWork, workerCount } from '../opening.ts';
import { openPool } from '../pool.ts';
import { INTERRUPT_GRACE_MS } from './limits.ts';
import { findPackagesOnce, INSTALL_PACKAGES } from './packages.ts';
import { withPackages } from './with-packages.ts';

/** What a worker takes beside the program's own memory: Node, two isolates, compiled code, the image. */
const WORKER_BASE_MB = 500;
/** With packages the image is 60 MiB larger, and there are up to three copies of it. */
const PACKAGES_MB = 250;
const GRACE_MS = 750;
/** Measured against a native CPython 3.11: loops over numbers 2.0 to 2.3, objects and sorting 1.5, recursion 1.2. */
const SLOWDOWN = 2;
/** A cold start takes two seconds of CPU; a machine may be slow and busy. */
const START_TIMEOUT_MS = 120_000;
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

const STACK_SHARE = 0.8;
const MAX_STACK_KB = 6500;
const CAREFUL_STACK_KB = 3900;

/**
 * Deep recursion in the guest uses the process's own stack, of which V8 takes only 1 MB unless told otherwise.
 * Told too much, the process would crash, so the share depends on what the system gives a main thread.
 */
const stackFlags = (): string[] => {
  if (process.platform === 'win32') return [];
  if (process.platform !== 'linux') return [`--stack-size=${CAREFUL_STACK_KB}`];
  try {
    const soft = /^Max stack size\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    const limitKb = soft === 'unlimited' ? MAX_STACK_KB : Number(soft) / 1024;
    return limitKb > 0 ? [`--stack-size=${Math.floor(Math.min(limitKb * STACK_SHARE, MAX_STACK_KB))}`] : [];
  } catch {
    return [];
  }
};

const check = async (): Promise<SandboxAvailability> => {
  const isolates = isolatesHere();
  if (!isolates.available) return isolates;
  try {
    return { available: true, detail: `pyodide ${readPackage('pyodide').version}, ${isolates.detail}` };
  } catch (error) {
    return { available: false, reason: messageOf(error), hint: REINSTALL };
  }
};

/** CPython compiled to WebAssembly, in isolates, in worker processes. Needs nothing but the npm packages. */
export const wasm: SandboxKind = {
  name: 'wasm',
  title: 'CPython in WebAssembly, in isolated-vm, in worker processes',
  slowdown: SLOWDOWN,
  check,
  packages: async () => {
    const { paths, detail } = await findPackagesOnce();
    return paths === null
      ? { available: false, reason: detail, hint: INSTALL_PACKAGES }
      : { available: true, detail };
  },
  open: async ({ workers, cacheDirectory }) => {
    const availability = await check();
    if (!availability.available) throw cannotWork('wasm', availability);
    const pool = await openPool({
      name: 'wasm',
      language: 'python',
      slowdown: SLOWDOWN,
      workers: workerCount(workers),
      command: {
        file: new URL(`./worker${extension}`, import.meta.url),
        arguments: [cacheDirectory],
        nodeFlags: [...workerFlags, ...stackFlags()],
      },
      residentLimitMb: (program, packages) =>
        WORKER_BASE_MB + program.limits.memoryMb + (packages === undefined ? 0 : PACKAGES_MB),
      graceMs: () => GRACE_MS,
      cellGraceMs: GRACE_MS + INTERRUPT_GRACE_MS,
      startTimeoutMs: START_TIMEOUT_MS,
    });
    return withPackages(pool);
  },
};

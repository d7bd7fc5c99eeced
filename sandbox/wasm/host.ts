import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { EurusError, messageOf, type SandboxAvailability, type SandboxKind } from '../../src/core/index.ts';
import { openPool } from '../pool.ts';

/** What a worker takes beside the program's own memory: Node, two isolates, compiled code, the image. */
const WORKER_BASE_MB = 500;
const GRACE_MS = 750;
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

const REINSTALL = 'Install the packages again: npm ci';

const readPackage = (name: string): { readonly folder: string; readonly version: string } => {
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return { folder: dirname(path), version };
};

const check = async (): Promise<SandboxAvailability> => {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const pyodide = readPackage('pyodide');
    const isolates = readPackage('isolated-vm');
    const binaries = ['prebuilds', 'build'].map(name => join(isolates.folder, name));
    const prebuilt =
      existsSync(join(binaries[0] ?? '', platform)) || existsSync(join(binaries[1] ?? '', 'Release'));
    if (!prebuilt)
      return {
        available: false,
        reason: `isolated-vm ${isolates.version} has no binary for ${platform}`,
        hint: 'Build it: npm rebuild isolated-vm (needs a C++ compiler and Python)',
      };
    const detail = `pyodide ${pyodide.version}, isolated-vm ${isolates.version} for ${platform}`;
    return { available: true, detail };
  } catch (error) {
    return { available: false, reason: messageOf(error), hint: REINSTALL };
  }
};

/** CPython compiled to WebAssembly, in isolates, in worker processes. Needs nothing but the npm packages. */
export const wasm: SandboxKind = {
  name: 'wasm',
  title: 'CPython in WebAssembly, in isolated-vm, in worker processes',
  check,
  open: async ({ workers, cacheDirectory }) => {
    const availability = await check();
    if (!availability.available)
      throw new EurusError('SANDBOX_MISSING', `The wasm sandbox cannot work here: ${availability.reason}`, {
        hint: availability.hint,
      });
    return openPool({
      name: 'wasm',
      workers: Math.max(1, workers || availableParallelism()),
      command: {
        file: new URL(`./worker${extension}`, import.meta.url),
        arguments: [cacheDirectory],
        nodeFlags: ['--disable-warning=ExperimentalWarning', ...stackFlags()],
      },
      residentLimitMb: program => WORKER_BASE_MB + program.limits.memoryMb,
      graceMs: GRACE_MS,
      startTimeoutMs: START_TIMEOUT_MS,
    });
  },
};

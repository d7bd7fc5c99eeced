import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { EurusError, messageOf, type SandboxAvailability, type SandboxKind } from '../../src/core/index.ts';
import { openPool } from '../pool.ts';

/** What a worker takes beside the program's own memory: Node, two isolates, compiled code, the image. */
const WORKER_BASE_MB = 500;
const GRACE_MS = 1000;
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

const check = async (): Promise<SandboxAvailability> => {
  const hint = 'Install the packages again: npm ci';
  try {
    const require = createRequire(import.meta.url);
    const { version } = JSON.parse(readFileSync(require.resolve('pyodide/package.json'), 'utf8')) as {
      version: string;
    };
    const folder = join(require.resolve('isolated-vm/package.json'), '..', 'prebuilds');
    const prebuilt = join(folder, `${process.platform}-${process.arch}`);
    readFileSync(require.resolve('isolated-vm'));
    return { available: true, detail: `CPython in WebAssembly (pyodide ${version}), ${prebuilt}` };
  } catch (error) {
    return { available: false, reason: messageOf(error), hint };
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
        nodeFlags: ['--disable-warning=ExperimentalWarning'],
      },
      residentLimitMb: program => WORKER_BASE_MB + program.limits.memoryMb,
      graceMs: GRACE_MS,
    });
  },
};

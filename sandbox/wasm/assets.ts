import { readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { EurusError, messageOf } from '../../src/core/index.ts';
import { MAX_MEMORY_MB } from './limits.ts';
import { tailorModule } from './module.ts';

const PAGES_PER_MB = 16;

const MODULES = [
  'isolate',
  'machine',
  'memory',
  'scan',
  'packed',
  'file-state',
  'system',
  'border',
  'file-calls',
  'stream-calls',
  'clock-calls',
  'process-calls',
  'devices',
  'files',
  'text',
].map(name => `guest.${name}`);
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const beside = (name: string) => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');

/** The folder of the installed `pyodide` package and its version. */
export const findPyodide = (): { readonly folder: string; readonly version: string } => {
  try {
    const path = createRequire(import.meta.url).resolve('pyodide/package.json');
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
    return { folder: dirname(path), version };
  } catch (cause) {
    throw new EurusError('SANDBOX_MISSING', `The package pyodide is not installed: ${messageOf(cause)}`, {
      hint: 'Install the packages again: npm ci',
      cause,
    });
  }
};

/** JavaScript of the modules that run inside an isolate, by specifier. */
export const guestModules = (): ReadonlyMap<string, string> => {
  const sources = MODULES.map(name => {
    const text = beside(`${name}${extension}`);
    const script = extension === '.ts' ? stripTypeScriptTypes(text) : text;
    return [`./${name}${extension}`, script] as const;
  });
  return new Map(sources);
};

export const entryModule = `./guest.isolate${extension}`;

/** Python texts of the guest. */
export const guestPython = () => ({
  setup: beside('guest.setup.py'),
  packages: `${beside('../python/guest.algebra.py')}\n${beside('guest.packages.py')}`,
  modules: [
    ['guest_wire', beside('../python/guest.wire.py')],
    ['guest_annotations', beside('../python/guest.annotations.py')],
    ['guest_candidate', beside('../python/guest.candidate.py')],
    ['guest_tests', beside('../python/guest.tests.py')],
    ['guest_display', beside('../python/guest.display.py')],
    ['guest_traces', beside('../python/guest.traces.py')],
    ['guest_session', beside('../python/guest.session.py')],
    ['guest_channel', beside('guest.channel.py')],
    ['guest_asyncio', beside('guest.asyncio.py')],
  ] as const,
});

/**
 * A small module inside Pyodide's JavaScript that CPython needs to call functions of another arity.
 * Null when it cannot be found: CPython then calls through JavaScript, which is slower but right.
 */
const findTrampoline = (glue: string): Uint8Array | null => {
  const hex = /hexStringToUTF8Array\("(0061736d[0-9a-f]+)"\)/.exec(glue)?.[1];
  return hex === undefined ? null : Buffer.from(hex, 'hex');
};

export type Assets = {
  readonly module: WebAssembly.Module;
  readonly trampoline: WebAssembly.Module | null;
  readonly library: SharedArrayBuffer;
  readonly version: string;
  /** `X.Y` of the Python inside. */
  readonly python: string;
};

/** Reads and compiles what every isolate of this process shares. */
export const loadAssets = (): Assets => {
  const { folder, version } = findPyodide();
  const read = (name: string) => readFileSync(join(folder, name));
  const trampoline = findTrampoline(read('pyodide.asm.mjs').toString());
  const zip = read('python_stdlib.zip');
  const library = new SharedArrayBuffer(zip.length);
  new Uint8Array(library).set(zip);
  const lock = JSON.parse(read('pyodide-lock.json').toString()) as { info: { python: string } };
  return {
    module: new WebAssembly.Module(tailorModule(read('pyodide.asm.wasm'), MAX_MEMORY_MB * PAGES_PER_MB)),
    trampoline: trampoline && new WebAssembly.Module(trampoline),
    library,
    version,
    python: lock.info.python.split('.').slice(0, 2).join('.'),
  };
};

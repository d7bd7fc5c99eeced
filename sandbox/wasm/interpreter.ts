import ivm from 'isolated-vm';
import type { Archive } from './archive.ts';
import type { Assets } from './assets.ts';
import { entryModule, guestModules } from './assets.ts';
import type { Fault, Session } from './guest.machine.ts';
import type { ImageFacts } from './guest.memory.ts';

/** An image ready to be used; its parts are shared by all isolates of the process. */
export type Image = {
  /** See `MemoryImage`. */
  readonly base: WebAssembly.Memory;
  readonly facts: ImageFacts;
  readonly python: string;
  /** The packages that its modules were, and those that are still to be imported will be, read from. */
  readonly archive: Archive | null;
};

export type Reply = { readonly text: string } | { readonly fault: Fault } | { readonly timedOut: true };

/** JavaScript heap of an isolate; the guest's own memory is WebAssembly memory and counted apart. */
const ISOLATE_HEAP_MB = 256;
const scripts = guestModules();

type Call = (...values: unknown[]) => unknown;

/** One isolate with one CPython in it, not yet started. */
const createIsolate = (onCatastrophe: (message: string) => void) => {
  const isolate = new ivm.Isolate({ memoryLimit: ISOLATE_HEAP_MB, onCatastrophicError: onCatastrophe });
  const context = isolate.createContextSync();
  const modules = new Map<string, ivm.Module>();
  for (const [name, source] of scripts)
    modules.set(name, isolate.compileModuleSync(source, { filename: name }));
  const find = (name: string): ivm.Module => {
    const found = modules.get(name);
    if (found === undefined) throw new Error(`no guest module ${name}`);
    return found;
  };
  const entry = find(entryModule);
  entry.instantiateSync(context, find);
  entry.evaluateSync();
  const functionOf = (name: string) =>
    entry.namespace.getSync(name, { reference: true }) as ivm.Reference<Call>;
  return { isolate, functionOf };
};

const share = (value: unknown) => new ivm.ExternalCopy(value).copyInto({ release: true });

/** Starts an interpreter, from an image or cold; `channel` is only for the tests' interpreter. */
export const startInterpreter = (
  assets: Assets,
  source: Image | Pick<Image, 'archive'>,
  channel: ((question: string) => string) | null,
  onCatastrophe: (message: string) => void,
) => {
  const { isolate, functionOf } = createIsolate(onCatastrophe);
  const image = 'facts' in source ? source : null;
  const { archive } = source;
  functionOf('boot').applySync(undefined, [
    share(assets.module),
    assets.trampoline && share(assets.trampoline),
    share(new Uint8Array(assets.library)),
    archive && share(new Uint8Array(archive.bytes)),
    JSON.stringify(archive?.sizes ?? []),
    assets.python,
    image && share(image.base),
    image && JSON.stringify(image.facts),
    channel && new ivm.Callback(channel),
  ]);
  const functions = {
    begin: functionOf('begin'),
    ask: functionOf('ask'),
    output: functionOf('output'),
    wake: functionOf('wake'),
    resume: functionOf('resume'),
    save: functionOf('save'),
    memoryBytes: functionOf('memoryBytes'),
    heapEnd: functionOf('heapEnd'),
  };
  return {
    functionOf,
    begin: (session: Session): void => {
      functions.begin.applySync(undefined, [JSON.stringify(session)]);
    },
    /** Puts a session in place: one that `save` has given, or with null a new one. */
    wake: (packed: Uint8Array | null): void => {
      functions.wake.applySync(undefined, [packed && share(packed)]);
    },
    resume: (session: Session): void => {
      functions.resume.applySync(undefined, [JSON.stringify(session)]);
    },
    save: (maxBytes: number): Uint8Array | null =>
      functions.save.applySync(undefined, [maxBytes], { result: { copy: true } }) as Uint8Array | null,
    /** Asks an entry; blocks for at most `timeoutMs`. After anything but a text the interpreter must go. */
    ask: (entry: string, text: string, timeoutMs: number): Reply => {
      if (timeoutMs <= 0) return { timedOut: true };
      try {
        const reply = functions.ask.applySync(undefined, [entry, text], {
          timeout: Math.ceil(timeoutMs),
        }) as string;
        return reply.startsWith('+')
          ? { text: reply.slice(1) }
          : { fault: JSON.parse(reply.slice(1)) as Fault };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (/timed out/.test(message)) return { timedOut: true };
        return { fault: { kind: 'trap', message } };
      }
    },
    output: (fromByte = 0) =>
      JSON.parse(functions.output.applySync(undefined, [fromByte]) as string) as Output,
    memoryBytes: () => functions.memoryBytes.applySync(undefined, []) as number,
    heapEnd: () => functions.heapEnd.applySync(undefined, []) as number,
    dispose: () => {
      if (!isolate.isDisposed) isolate.dispose();
    },
  };
};

/** stdout from the asked byte on, all of stderr, and how much of stdout has been kept so far. */
export type Output = { readonly stdout: string; readonly stderr: string; readonly bytesKept: number };
export type Interpreter = ReturnType<typeof startInterpreter>;

/**
 * One CPython in one isolate: start it cold, take an image of its memory, start from such an image, put the
 * image back between programs, call its one entry. Runs inside an isolate, without Node and without Pyodide's
 * own JavaScript.
 */
import { Trap } from './guest.border.ts';
import { type Channel, channelDevice, clockDevice, createCapture, readerOf } from './guest.devices.ts';
import { loadFiles, saveFiles } from './guest.file-state.ts';
import { createFiles, ERRNO, FileError, type Files } from './guest.files.ts';
import { bytesIn, createMemoryState, type ImageFacts, type MemoryImage, type Runs } from './guest.memory.ts';
import { packSession, unpackSession } from './guest.packed.ts';
import { createImports } from './guest.system.ts';
import { decodeUtf8, encodeUtf8 } from './guest.text.ts';

/** What the host hands to an isolate. */
export type Equipment = {
  readonly module: WebAssembly.Module;
  readonly trampoline: WebAssembly.Module | null;
  readonly library: Uint8Array;
  /** Zip files of packages beyond the library. */
  readonly archives: readonly Uint8Array[];
  /** `X.Y` of the Python inside. */
  readonly python: string;
};

/** Settings of one program in the guest. */
export type Session = {
  readonly stdin: string;
  readonly memoryLimitBytes: number;
  readonly maxOutputBytes: number;
  readonly deadlineMs: number;
  /** At its deadline the program is interrupted, as by Ctrl-C, and may go on if it will; else a sleep ends it. */
  readonly interrupts?: boolean;
};

/** How a call into the guest ended, apart from returning text. */
export type Fault = { readonly kind: Trap['kind'] | 'trap' | 'stack' | 'reply'; readonly message: string };

/** The mutable globals of the module are exported under names that begin so. */
const MUTABLE_GLOBAL = 'mutable_';
const DISK = { maxBytes: 64 * 1024 * 1024, maxNodes: 4096, maxOpen: 256 };
/** Descriptors that only harness code in the guest knows: the clock for both, the channel for tests. */
const CLOCK_FD = 3;
const CHANNEL_FD = 4;
const READ_WRITE = 2;
const ENVIRONMENT = [
  'HOME=/home/guest',
  'LANG=C.UTF-8',
  'PATH=/',
  'PWD=/home/guest',
  'PYTHONHASHSEED=0',
  'PYTHONDONTWRITEBYTECODE=1',
  'TZ=UTC',
  'USER=guest',
];

/** The same bytes for every program: what a program does can be repeated. */
const createRandom = (seed = 0x9e3779b9) => {
  let state = seed;
  return {
    nextByte: () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state & 255;
    },
    state: () => state,
  };
};

/** A program that swallows an interruption is interrupted again. */
const INTERRUPT_EVERY_MS = 100;
const SIGINT = 2;

type Exports = Readonly<Record<string, (...values: number[]) => number>>;

/** Creates the machine. `image` is null for a cold start. */
export const createMachine = (equipment: Equipment, image: MemoryImage | null, channel: Channel | null) => {
  let files: Files;
  let session: Session = {
    stdin: '',
    memoryLimitBytes: 2 ** 31,
    maxOutputBytes: 65_536,
    deadlineMs: Infinity,
  };
  let fault: Fault | null = null;
  let startedMs = Date.now();
  /** When the next interruption is due. */
  let interruptMs = Infinity;
  /** What differs from the image, as long as nothing has run since it was looked for. */
  let changed: Runs | null = null;

  const trap = (kind: Trap['kind'], message: string): never => {
    fault ??= { kind, message };
    throw new Trap(kind, message);
  };
  const newCapture = () =>
    createCapture(session.maxOutputBytes, () => trap('output', 'the program prints without end'));
  let stdout = newCapture();
  let random = createRandom();
  let stderr = newCapture();
  const takeSignal = (): number => {
    if (Date.now() < interruptMs) return 0;
    interruptMs = Date.now() + INTERRUPT_EVERY_MS;
    return SIGINT;
  };
  /** A sleeper is woken by the interruption, as by any signal. */
  const oversleep = (): never => {
    if (session.interrupts === true) throw new FileError(ERRNO.EINTR);
    return trap('deadline', 'the program slept past its deadline');
  };
  const imports = createImports(equipment.module, {
    memory: () => memory,
    table: () => table,
    files: () => files,
    memoryLimitBytes: () => session.memoryLimitBytes,
    nextRandomByte: () => random.nextByte(),
    takeSignal,
    environment: ENVIRONMENT,
    startedMs: () => startedMs,
    trap,
  });
  const instance = new WebAssembly.Instance(equipment.module, imports);
  const memory = instance.exports.memory as WebAssembly.Memory;
  const table = instance.exports.__indirect_function_table as WebAssembly.Table;
  const exports = instance.exports as Exports;
  const globalOf = (name: string) => instance.exports[name] as WebAssembly.Global;
  const address = (name: string) => globalOf(name).value;
  const call = (name: string, ...values: number[]): number => {
    const found = exports[name];
    if (found === undefined) throw new Error(`the module does not export ${name}`);
    return found(...values) >>> 0;
  };
  const bytes = () => new Uint8Array(memory.buffer);
  const word = (at: number) => new DataView(memory.buffer).getUint32(at, true);

  const prepareFiles = () => {
    files = createFiles(DISK, Date.now);
    const top = files.find('/', files.base(-100));
    const folders = ['/lib', `/lib/python${equipment.python}`, '/home', '/home/guest', '/tmp', '/dev'];
    for (const path of [...folders, `${folders[1]}/lib-dynload`, `${folders[1]}/site-packages`])
      files.makeDirectory(top, path, 0o755);
    files.makeFixedFile(`/lib/python${equipment.python.replace('.', '')}.zip`, equipment.library);
    for (const [index, archive] of equipment.archives.entries())
      files.makeFixedFile(`/lib/packages${index}.zip`, archive);
    files.makeDevice('/dev/null', { write: () => undefined });
    random = createRandom();
    files.attach(0, readerOf(encodeUtf8(session.stdin)), READ_WRITE);
    files.attach(1, { write: written => stdout.device.write(written) }, READ_WRITE);
    files.attach(2, { write: written => stderr.device.write(written) }, READ_WRITE);
    files.attach(
      CLOCK_FD,
      clockDevice(() => session.deadlineMs, oversleep),
      READ_WRITE,
    );
    if (channel !== null) files.attach(CHANNEL_FD, channelDevice(channel), READ_WRITE);
    files.seal('/home/guest', '/tmp');
  };

  /** CPython calls functions of other arity through this small module; it must sit where the image expects it. */
  const placeTrampoline = (): number => {
    if (equipment.trampoline === null) return 0;
    const helper = new WebAssembly.Instance(equipment.trampoline, {
      env: { __indirect_function_table: table, memory },
    });
    const index = table.grow(1);
    table.set(index, helper.exports.trampoline_call);
    return index;
  };
  const trampoline = placeTrampoline();

  const putText = (text: string): [pointer: number, length: number] => {
    const encoded = encodeUtf8(text);
    const pointer = call('malloc', encoded.length + 1);
    if (pointer === 0) trap('abort', 'no memory left for a message');
    bytes().set(encoded, pointer);
    bytes()[pointer + encoded.length] = 0;
    return [pointer, encoded.length];
  };

  const startCold = () => {
    prepareFiles();
    call('__wasm_call_ctors');
    const slot = address('_PyRuntime') + word(address('_PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET'));
    new DataView(memory.buffer).setUint32(slot, trampoline, true);
    const [name] = putText('python');
    const list = call('malloc', 8);
    const view = new DataView(memory.buffer);
    view.setUint32(list, name, true);
    view.setUint32(list + 4, 0, true);
    call('__main_argc_argv', 1, list);
  };

  const state = image && createMemoryState(memory, image);
  const globals = () =>
    Object.fromEntries(
      Object.keys(instance.exports)
        .filter(name => name.startsWith(MUTABLE_GLOBAL))
        .map(name => [name, address(name)]),
    );
  const putGlobals = (values: Readonly<Record<string, number>>) => {
    for (const [name, value] of Object.entries(values)) globalOf(name).value = value;
  };
  const restore = () => {
    if (image === null) return;
    state?.restore();
    putGlobals(image.facts.globals);
    changed = null;
  };

  if (image === null) startCold();
  else {
    if (image.facts.trampoline !== trampoline) throw new Error('the image belongs to another module');
    restore();
  }

  /** Runs Python text in `__main__`; only for building an image, never for programs. */
  const runTrusted = (code: string) => {
    const [pointer] = putText(code);
    const status = call('PyRun_SimpleString', pointer) | 0;
    call('free', pointer);
    if (status !== 0) throw new Error(`the guest's own code failed: ${stderr.take(0)}`);
  };

  const heapEnd = () => word(call('emscripten_get_sbrk_ptr'));

  const limit = (next: Session) => {
    session = next;
    fault = null;
    interruptMs = Infinity;
    stdout = newCapture();
    stderr = newCapture();
  };

  const readReply = (reply: number): string => {
    const size = call('malloc', 4);
    const start = call('PyUnicode_AsUTF8AndSize', reply, size);
    if (start === 0) return trap('abort', 'the guest answered with something that is not text');
    const text = decodeUtf8(bytes().subarray(start, start + word(size)));
    call('free', size);
    return text;
  };

  const callEntry = (entry: number, text: string): string => {
    const [pointer, length] = putText(text);
    const argument = call('PyUnicode_FromStringAndSize', pointer, length);
    call('free', pointer);
    if (argument === 0) return trap('abort', 'no memory left for a message');
    const reply = call('PyObject_CallOneArg', entry, argument);
    if (reply === 0)
      return trap('abort', 'the program damaged its interpreter, which cannot answer any more');
    const answer = readReply(reply);
    call('Py_DecRef', reply);
    call('Py_DecRef', argument);
    return answer;
  };

  const explain = (error: unknown): Fault => {
    if (fault !== null) return fault;
    if (error instanceof RangeError && /call stack/.test(error.message))
      return { kind: 'stack', message: 'the program exhausted the stack' };
    return { kind: 'trap', message: error instanceof Error ? error.message : String(error) };
  };

  return {
    runTrusted,
    /** Address of a Python object of a module; kept alive for ever. */
    addressOf: (module: string, name: string): number => {
      const [modulePointer] = putText(module);
      const [namePointer] = putText(name);
      return call('PyObject_GetAttrString', call('PyImport_ImportModule', modulePointer), namePointer);
    },
    facts: (entries: Record<string, number>): ImageFacts => ({
      stackPointer: address('__stack_pointer'),
      globals: globals(),
      stackEnd: call('emscripten_stack_get_end'),
      heapEnd: heapEnd(),
      memoryBytes: memory.buffer.byteLength,
      trampoline,
      entries,
    }),
    part: (from: number, to: number) => bytes().slice(from, to),
    /** Clean memory, clean files, the limits of the next program. */
    begin: (next: Session) => {
      startedMs = Date.now();
      restore();
      limit(next);
      prepareFiles();
    },
    /** Puts a session in place of what is there: one that was put away, or a new one. */
    wake: (packed: Uint8Array | null) => {
      if (image === null || state === null) throw new Error('sessions start from an image');
      if (changed === null) restore();
      else {
        state.undo(changed);
        putGlobals(image.facts.globals);
      }
      state.clearStack();
      changed = null;
      startedMs = Date.now();
      prepareFiles();
      if (packed === null) return;
      const { facts, runs, changed: bytesChanged, contents } = unpackSession(packed);
      state.growTo(facts.memoryBytes);
      state.put(runs, bytesChanged);
      putGlobals(facts.globals);
      random = createRandom(facts.randomState);
      startedMs = facts.startedMs;
      loadFiles(files, facts.files, contents);
    },
    /** The limits of the next cell of the session that is in place. */
    resume: (next: Session) => {
      limit(next);
      changed = null;
      new DataView(memory.buffer).setUint32(address('Py_EMSCRIPTEN_SIGNAL_HANDLING'), 1, true);
      if (next.interrupts === true) interruptMs = next.deadlineMs;
    },
    /** The session that is in place, which stays there; null when it is larger than `maxBytes`. */
    save: (maxBytes: number): Uint8Array | null => {
      if (state === null) return null;
      changed = state.find(heapEnd());
      const changedBytes = bytesIn(changed);
      const saved = saveFiles(files);
      const contentBytes = saved.contents.reduce((sum, part) => sum + part.length, 0);
      if (changedBytes + contentBytes > maxBytes) return null;
      const facts = {
        globals: globals(),
        memoryBytes: memory.buffer.byteLength,
        randomState: random.state(),
        startedMs,
        files: saved.state,
      };
      const runs = changed;
      return packSession({ facts, runs }, changedBytes, target => state.take(runs, target), saved.contents);
    },
    /** Calls an entry of the image with text. After a fault the machine must be thrown away. */
    ask: (entry: string, text: string): { readonly text: string } | { readonly fault: Fault } => {
      try {
        const answer = callEntry(image?.facts.entries[entry] ?? 0, text);
        // A trap that something inside swallowed still ends the program.
        return fault === null ? { text: answer } : { fault };
      } catch (error) {
        return { fault: explain(error) };
      }
    },
    /** What was printed so far; of stdout only what follows a byte. */
    output: (fromByte: number) => ({
      stdout: stdout.take(fromByte),
      stderr: stderr.take(0),
      bytesKept: stdout.bytesKept(),
    }),
    memoryBytes: () => memory.buffer.byteLength,
    heapEnd,
  };
};

export type Machine = ReturnType<typeof createMachine>;

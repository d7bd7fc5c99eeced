import { EurusError } from '../../src/core/index.ts';

/** What the host calls or reads in the module; every other export is cut, which makes an instance cheaper. */
const KEPT_EXPORTS = new Set([
  'memory',
  '__indirect_function_table',
  '__stack_pointer',
  '__wasm_call_ctors',
  '__main_argc_argv',
  '_PyRuntime',
  '_PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET',
  'Py_EMSCRIPTEN_SIGNAL_HANDLING',
  'malloc',
  'free',
  'emscripten_stack_get_end',
  'emscripten_get_sbrk_ptr',
  'PyRun_SimpleString',
  'PyImport_ImportModule',
  'PyObject_GetAttrString',
  'PyObject_CallOneArg',
  'PyUnicode_FromStringAndSize',
  'PyUnicode_AsUTF8AndSize',
  'Py_DecRef',
]);

const SECTION = { import: 2, memory: 5, global: 6, export: 7 };
const KIND = { function: 0, table: 1, memory: 2, global: 3 };
const END_OF_EXPRESSION = 0x0b;
/** Prefix of the names under which mutable globals are exported, so that a reset can put them back. */
const MUTABLE_GLOBAL = 'mutable_';
const HEADER_BYTES = 8;

const readLeb = (bytes: Uint8Array, start: number): [value: number, next: number] => {
  let value = 0;
  let scale = 1;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * scale;
    scale *= 128;
    if ((byte & 128) === 0) return [value, at + 1];
  }
  throw new EurusError('SANDBOX_MISSING', 'The WebAssembly module of pyodide is damaged', {
    hint: 'Install the packages again: npm ci',
  });
};

const writeLeb = (value: number): number[] => {
  const bytes: number[] = [];
  let left = value;
  do {
    const byte = left % 128;
    left = Math.floor(left / 128);
    bytes.push(left > 0 ? byte | 128 : byte);
  } while (left > 0);
  return bytes;
};

/** One memory with the same initial size and a new maximum. */
const capMemory = (section: Uint8Array, maximumPages: number): Uint8Array => {
  const [initialPages] = readLeb(section, 2);
  return Uint8Array.from([1, 1, ...writeLeb(initialPages), ...writeLeb(maximumPages)]);
};

const skipName = (section: Uint8Array, at: number): number => {
  const [length, start] = readLeb(section, at);
  return start + length;
};

const skipLimits = (section: Uint8Array, at: number): number => {
  const [flags, minimumAt] = readLeb(section, at);
  const [, next] = readLeb(section, minimumAt);
  return flags % 2 === 1 ? readLeb(section, next)[1] : next;
};

/** How many globals are imported; they come first in the numbering. */
const countImportedGlobals = (section: Uint8Array): number => {
  let [count, at] = readLeb(section, 0);
  let globals = 0;
  for (; count > 0; count--) {
    at = skipName(section, skipName(section, at));
    const kind = section[at++];
    if (kind === KIND.function) [, at] = readLeb(section, at);
    else if (kind === KIND.table) at = skipLimits(section, at + 1);
    else if (kind === KIND.memory) at = skipLimits(section, at);
    else {
      at += 2;
      globals++;
    }
  }
  return globals;
};

/** The end of a constant expression; only constants and reads of other globals occur. */
const skipExpression = (section: Uint8Array, start: number): number => {
  let at = start;
  while (section[at] !== END_OF_EXPRESSION) {
    const [, next] = readLeb(section, at + 1);
    if (next > section.length) break;
    at = next;
  }
  return at + 1;
};

const findMutableGlobals = (section: Uint8Array, firstIndex: number): number[] => {
  const found: number[] = [];
  let [count, at] = readLeb(section, 0);
  for (let index = firstIndex; count > 0; count--, index++) {
    if (section[at + 1] === 1) found.push(index);
    at = skipExpression(section, at + 2);
  }
  return found;
};

const exportOfGlobal = (index: number): Uint8Array => {
  const name = Buffer.from(`${MUTABLE_GLOBAL}${index}`);
  return Uint8Array.from([...writeLeb(name.length), ...name, KIND.global, ...writeLeb(index)]);
};

const rewriteExports = (section: Uint8Array, mutableGlobals: readonly number[]): Uint8Array => {
  const kept: Uint8Array[] = mutableGlobals.map(exportOfGlobal);
  let [count, at] = readLeb(section, 0);
  for (; count > 0; count--) {
    const [length, nameAt] = readLeb(section, at);
    const name = Buffer.from(section.subarray(nameAt, nameAt + length)).toString();
    const [, next] = readLeb(section, nameAt + length + 1);
    if (KEPT_EXPORTS.has(name)) kept.push(section.subarray(at, next));
    at = next;
  }
  return Buffer.concat([Uint8Array.from(writeLeb(kept.length)), ...kept]);
};

/**
 * The module with a hard maximum on its memory, only the exports that are used, and its mutable globals
 * exported too. The maximum is what a guest can never exceed, whatever it breaks; per-program caps lie below.
 */
export const tailorModule = (bytes: Uint8Array, maximumPages: number): Uint8Array => {
  const parts: Uint8Array[] = [bytes.subarray(0, HEADER_BYTES)];
  let importedGlobals = 0;
  let mutableGlobals: number[] = [];
  const rewrite = (id: number, content: Uint8Array): Uint8Array => {
    if (id === SECTION.import) importedGlobals = countImportedGlobals(content);
    if (id === SECTION.global) mutableGlobals = findMutableGlobals(content, importedGlobals);
    if (id === SECTION.memory) return capMemory(content, maximumPages);
    return id === SECTION.export ? rewriteExports(content, mutableGlobals) : content;
  };
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const id = bytes[at] ?? 0;
    const [length, start] = readLeb(bytes, at + 1);
    const next = rewrite(id, bytes.subarray(start, start + length));
    parts.push(Uint8Array.from([id, ...writeLeb(next.length)]), next);
    at = start + length;
  }
  return Buffer.concat(parts);
};

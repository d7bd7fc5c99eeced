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

const SECTION = { memory: 5, export: 7 };
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

const keepExports = (section: Uint8Array): Uint8Array => {
  const kept: Uint8Array[] = [];
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
 * The module with a hard maximum on its memory and only the exports that are used.
 * The maximum is what a guest can never exceed, whatever it breaks; per-program caps lie below it.
 */
export const tailorModule = (bytes: Uint8Array, maximumPages: number): Uint8Array => {
  const parts: Uint8Array[] = [bytes.subarray(0, HEADER_BYTES)];
  let at = HEADER_BYTES;
  while (at < bytes.length) {
    const id = bytes[at] ?? 0;
    const [length, start] = readLeb(bytes, at + 1);
    const content = bytes.subarray(start, start + length);
    const next =
      id === SECTION.memory
        ? capMemory(content, maximumPages)
        : id === SECTION.export
          ? keepExports(content)
          : content;
    parts.push(Uint8Array.from([id, ...writeLeb(next.length)]), next);
    at = start + length;
  }
  return Buffer.concat(parts);
};

/**
 * What CPython's C library may ask of the world: files in memory, clocks, more memory. Everything else that
 * the module imports (the JavaScript bridge, sockets, dynamic linking, foreign functions) is either answered
 * with an error number or ends the program. This list is the whole border of the guest.
 */
import { createViews, type Import, type System } from './guest.border.ts';
import { clockCalls } from './guest.clock-calls.ts';
import { fileCalls } from './guest.file-calls.ts';
import { ERRNO, FileError } from './guest.files.ts';
import { processCalls } from './guest.process-calls.ts';
import { streamCalls } from './guest.stream-calls.ts';

/** File errors become negative numbers for system calls and positive ones for WASI calls. */
const guarded = (name: string, call: Import): Import => {
  const negative = name.startsWith('__syscall');
  return ((...values: never[]) => {
    try {
      return call(...values);
    } catch (error) {
      if (error instanceof FileError) return negative ? -error.errno : error.errno;
      throw error;
    }
  }) as Import;
};

const NEEDS_GUARD = /^(__syscall|fd_)/;

/** The import object of the module, complete: what is not known here is refused or ends the program. */
export const createImports = (
  module: WebAssembly.Module,
  system: System,
): Record<string, Record<string, unknown>> => {
  const views = createViews(system.memory);
  const known: Record<string, Import> = {
    ...fileCalls(system, views),
    ...streamCalls(system, views),
    ...clockCalls(system, views),
    ...processCalls(system, views),
  };
  const refused = (name: string): Import =>
    name.startsWith('__syscall')
      ? () => -ERRNO.ENOSYS
      : () => system.trap('blocked', `the program asked for ${name}, which the sandbox does not have`);
  const imports: Record<string, Record<string, unknown>> = {};
  for (const { module: space, name, kind } of WebAssembly.Module.imports(module)) {
    imports[space] ??= {};
    const call = known[name] ?? refused(name);
    imports[space][name] =
      kind === 'global'
        ? new WebAssembly.Global({ value: 'i32', mutable: true }, 0)
        : NEEDS_GUARD.test(name)
          ? guarded(name, call)
          : call;
  }
  return imports;
};

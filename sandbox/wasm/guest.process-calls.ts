import type { Imports, System, Views } from './guest.border.ts';
import { ERRNO } from './guest.files.ts';
import { encodeUtf8 } from './guest.text.ts';

const PAGE = 65_536;

/** Memory, environment, exits, and polite refusals of what has no place here. */
export const processCalls = (system: System, views: Views): Imports => {
  const exit = (code: number) => system.trap('exit', `exit code ${code}`);
  return {
    random_get: (at: number, count: number) => {
      const target = views.bytes().subarray(at >>> 0, (at >>> 0) + (count >>> 0));
      for (let index = 0; index < target.length; index++) target[index] = system.nextRandomByte();
      return 0;
    },
    environ_sizes_get: (count: number, size: number) => {
      views.view().setUint32(count >>> 0, system.environment.length, true);
      views
        .view()
        .setUint32(
          size >>> 0,
          encodeUtf8(system.environment.map(entry => `${entry}\0`).join('')).length,
          true,
        );
      return 0;
    },
    environ_get: (pointers: number, buffer: number) => {
      let at = buffer >>> 0;
      for (const [index, entry] of system.environment.entries()) {
        const bytes = encodeUtf8(`${entry}\0`);
        views.view().setUint32((pointers >>> 0) + index * 4, at, true);
        views.bytes().set(bytes, at);
        at += bytes.length;
      }
      return 0;
    },
    proc_exit: exit,
    exit,
    _abort_js: () => system.trap('abort', 'the interpreter aborted'),
    _emscripten_get_progname: (at: number, size: number) => {
      if (size > 0) views.bytes()[at >>> 0] = 0;
    },
    emscripten_get_heap_max: () => system.memoryLimitBytes(),
    emscripten_resize_heap: (wanted: number) => {
      const memory = system.memory();
      const size = memory.buffer.byteLength;
      const target = wanted >>> 0;
      if (target > system.memoryLimitBytes()) return 0;
      // A fifth more than asked, as growing is dear, but never beyond the cap.
      const roomy = Math.min(Math.max(target, size + size / 5), system.memoryLimitBytes());
      try {
        memory.grow(Math.ceil((roomy - size) / PAGE));
        return 1;
      } catch {
        return 0;
      }
    },
    emscripten_runtime_keepalive_push: () => undefined,
    emscripten_runtime_keepalive_pop: () => undefined,
    _emscripten_runtime_keepalive_clear: () => undefined,
    _Py_emscripten_runtime: () => 0,
    _Py_CheckEmscriptenSignals_Helper: () => system.takeSignal(),
    _PyEM_TrampolineCall_JS: (pointer: number, self: number, args: number, keywords: number) =>
      (system.table().get(pointer >>> 0) as (...values: number[]) => number)(self, args, keywords),
    __call_sighandler: (pointer: number, signal: number) =>
      (system.table().get(pointer >>> 0) as (signal: number) => void)(signal),
    __syscall_getuid32_js: () => 1000,
    __syscall_umask_js: () => 0o022,
    __hiwire_deduplicate_new: () => null,
    // 0: "no socket here"; the C library then goes on with the plain call, which is refused.
    _try_fcntl64: () => 0,
    _maybe_poll_async: () => null,
    _maybe_connect_async: () => null,
    _maybe_recvfrom_async: () => null,
    _maybe_sendto_async: () => null,
    _try_shutdown: () => 0,
    _emscripten_system: () => -ERRNO.ENOSYS,
    getaddrinfo: () => -2,
    getnameinfo: () => -2,
    getprotobyname: () => 0,
    _emscripten_lookup_name: () => 0,
    _mmap_js: () => -ERRNO.ENOSYS,
    _munmap_js: () => -ERRNO.ENOSYS,
    _msync_js: () => -ERRNO.ENOSYS,
  };
};

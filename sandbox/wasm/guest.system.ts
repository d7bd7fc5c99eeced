/**
 * What CPython's C library may ask of the world: files in memory, clocks, more memory. Everything else that
 * the module imports (the JavaScript bridge, sockets, dynamic linking, foreign functions) is either answered
 * with an error number or ends the program. This list is the whole border of the guest.
 */
import { ERRNO, FileError, type Files, kindBits, type Node } from './guest.files.ts';
import { decodeUtf8, encodeUtf8 } from './guest.text.ts';

/** Thrown through the guest's stack; the guest cannot go on after it. */
export class Trap extends Error {
  readonly kind: 'exit' | 'abort' | 'blocked' | 'deadline' | 'output';
  constructor(kind: Trap['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

export type System = {
  readonly memory: () => WebAssembly.Memory;
  readonly table: () => WebAssembly.Table;
  readonly files: () => Files;
  /** Byte cap of the linear memory for the program that runs now. */
  readonly memoryLimitBytes: () => number;
  /** Remembers that the guest is beyond repair, then throws. */
  readonly trap: (kind: Trap['kind'], message: string) => never;
  readonly environment: readonly string[];
};

const PAGE = 65_536;
const MAX_IO_BYTES = 16 * 1024 * 1024;
const NOT_SUPPORTED = -ERRNO.ENOSYS;

type Import = (...values: never[]) => unknown;

/** Fresh views on a memory that may have moved by growing. */
const createViews = (memory: () => WebAssembly.Memory) => {
  let bytes = new Uint8Array(0);
  let view = new DataView(bytes.buffer);
  const refresh = () => {
    const { buffer } = memory();
    if (bytes.buffer === buffer) return;
    bytes = new Uint8Array(buffer);
    view = new DataView(buffer);
  };
  return {
    bytes: () => {
      refresh();
      return bytes;
    },
    view: () => {
      refresh();
      return view;
    },
  };
};

type Views = ReturnType<typeof createViews>;

const text = (views: Views, pointer: number): string => {
  const bytes = views.bytes();
  const start = pointer >>> 0;
  return decodeUtf8(bytes.subarray(start, bytes.indexOf(0, start)));
};

const writeStat = (views: Views, pointer: number, node: Node) => {
  const view = views.view();
  const at = pointer >>> 0;
  const seconds = BigInt(Math.floor(node.modifiedMs / 1000));
  const nanoseconds = (node.modifiedMs % 1000) * 1_000_000;
  view.setUint32(at, 1, true);
  view.setUint32(at + 4, kindBits(node) | node.mode, true);
  view.setUint32(at + 8, 1, true);
  for (const field of [12, 16, 20]) view.setUint32(at + field, 0, true);
  view.setBigInt64(at + 24, BigInt(node.size), true);
  view.setUint32(at + 32, 4096, true);
  view.setUint32(at + 36, Math.ceil(node.size / 512), true);
  for (const field of [40, 56, 72]) {
    view.setBigInt64(at + field, seconds, true);
    view.setUint32(at + field + 8, nanoseconds, true);
  }
  view.setBigInt64(at + 88, BigInt(node.id), true);
  return 0;
};

const DIRENT_BYTES = 280;
const DIRENT_KIND = { device: 2, directory: 4, file: 8, link: 10 };

const fileCalls = (system: System, views: Views): Record<string, Import> => {
  const from = (fd: number) => system.files().base(fd);
  const path = (pointer: number) => text(views, pointer);
  const node = (fd: number, pointer: number, follow = true) =>
    system.files().find(path(pointer), from(fd), follow);
  const stat = (buffer: number, found: Node) => writeStat(views, buffer, found);
  return {
    __syscall_openat: (fd: number, at: number, flags: number, rest: number) => {
      const mode = rest ? views.view().getInt32(rest >>> 0, true) : 0;
      return system.files().open(from(fd), path(at), flags, mode);
    },
    __syscall_fstat64: (fd: number, buffer: number) => stat(buffer, system.files().stream(fd).node),
    __syscall_stat64: (at: number, buffer: number) => stat(buffer, node(-100, at)),
    __syscall_lstat64: (at: number, buffer: number) => stat(buffer, node(-100, at, false)),
    __syscall_newfstatat: (fd: number, at: number, buffer: number, flags: number) =>
      stat(buffer, flags & 4096 && path(at) === '' ? from(fd) : node(fd, at, (flags & 256) === 0)),
    __syscall_faccessat: (fd: number, at: number, mode: number) =>
      (mode & 2) !== 0 && node(fd, at).fixed ? -ERRNO.EROFS : (node(fd, at), 0),
    __syscall_getcwd: (buffer: number, size: number) => {
      const bytes = encodeUtf8(`${system.files().cwd()}\0`);
      if (size >>> 0 < bytes.length) return -ERRNO.ERANGE;
      views.bytes().set(bytes, buffer >>> 0);
      return bytes.length;
    },
    __syscall_chdir: (at: number) => (system.files().enter(node(-100, at)), 0),
    __syscall_fchdir: (fd: number) => (system.files().enter(from(fd)), 0),
    __syscall_mkdirat: (fd: number, at: number, mode: number) => (
      system.files().makeDirectory(from(fd), path(at), mode), 0
    ),
    __syscall_rmdir: (at: number) => (system.files().removeDirectory(from(-100), path(at)), 0),
    __syscall_unlinkat: (fd: number, at: number, flags: number) => (
      flags & 512
        ? system.files().removeDirectory(from(fd), path(at))
        : system.files().unlink(from(fd), path(at)),
      0
    ),
    __syscall_renameat: (fd: number, at: number, toFd: number, toAt: number) => (
      system.files().rename(from(fd), path(at), from(toFd), path(toAt)), 0
    ),
    __syscall_symlinkat: (target: number, fd: number, at: number) => (
      system.files().symlink(path(target), from(fd), path(at)), 0
    ),
    __syscall_readlinkat: (fd: number, at: number, buffer: number, size: number) => {
      const found = node(fd, at, false);
      if (found.kind !== 'link') return -ERRNO.EINVAL;
      const bytes = encodeUtf8(found.target).subarray(0, size >>> 0);
      views.bytes().set(bytes, buffer >>> 0);
      return bytes.length;
    },
    __syscall_ftruncate64: (fd: number, size: bigint) => (
      system.files().resize(system.files().stream(fd).node, Number(size)), 0
    ),
    __syscall_truncate64: (at: number, size: bigint) => (
      system.files().resize(node(-100, at), Number(size)), 0
    ),
    __syscall_chmod: (at: number, mode: number) => (system.files().chmod(node(-100, at), mode), 0),
    __syscall_fchmod: (fd: number, mode: number) => (system.files().chmod(from(fd), mode), 0),
    __syscall_fchmodat2: (fd: number, at: number, mode: number) => (
      system.files().chmod(node(fd, at), mode), 0
    ),
    __syscall_utimensat: (fd: number, at: number, times: number) => {
      const view = views.view();
      const start = times >>> 0;
      const given =
        times === 0
          ? Date.now()
          : Number(view.getBigInt64(start + 16, true)) * 1000 + view.getInt32(start + 24, true) / 1e6;
      system.files().touch(at === 0 ? from(fd) : node(fd, at), given);
      return 0;
    },
    __syscall_dup: (fd: number) => system.files().duplicate(fd, null),
    __syscall_dup3: (fd: number, to: number) => system.files().duplicate(fd, to),
    __syscall_fcntl64: (fd: number, command: number, rest: number) => {
      const open = system.files().stream(fd);
      if (command === 0 || command === 1030)
        return system.files().duplicate(fd, null, Math.max(0, views.view().getInt32(rest >>> 0, true)));
      if (command === 3) return open.flags;
      return command === 1 || command === 2 || command === 4 ? 0 : -ERRNO.EINVAL;
    },
    __syscall_ioctl: (fd: number) => (system.files().stream(fd), -ERRNO.ENOTTY),
    __syscall_fadvise64: () => 0,
    __syscall_fdatasync: () => 0,
    __syscall_getdents64: (fd: number, buffer: number, size: number) => {
      const open = system.files().stream(fd);
      if (open.node.kind !== 'directory') return -ERRNO.ENOTDIR;
      const parent = open.node.parent ?? open.node;
      const all: [string, Node][] = [['.', open.node], ['..', parent], ...open.node.entries];
      const view = views.view();
      let at = buffer >>> 0;
      const end = at + (size >>> 0) - DIRENT_BYTES;
      for (; at <= end && open.position < all.length; at += DIRENT_BYTES, open.position++) {
        const [name, child] = all[open.position] as [string, Node];
        const bytes = encodeUtf8(name).subarray(0, 255);
        view.setBigInt64(at, BigInt(child.id), true);
        view.setBigInt64(at + 8, BigInt(open.position + 1), true);
        view.setInt16(at + 16, DIRENT_BYTES, true);
        view.setInt8(at + 18, DIRENT_KIND[child.kind]);
        views.bytes().fill(0, at + 19, at + DIRENT_BYTES);
        views.bytes().set(bytes, at + 19);
      }
      return at - (buffer >>> 0);
    },
  };
};

/** Runs an operation for each buffer of a scatter list until one is short. */
const eachVector = (
  views: Views,
  list: number,
  count: number,
  step: (bytes: Uint8Array) => number,
): number => {
  let total = 0;
  for (let index = 0; index < count; index++) {
    const view = views.view();
    const at = view.getUint32((list >>> 0) + index * 8, true);
    const length = Math.min(view.getUint32((list >>> 0) + index * 8 + 4, true), MAX_IO_BYTES);
    if (length === 0) continue;
    const done = step(views.bytes().subarray(at, at + length));
    total += done;
    if (done < length) break;
  }
  return total;
};

const streamCalls = (system: System, views: Views): Record<string, Import> => {
  const result = (pointer: number, value: number) => {
    views.view().setUint32(pointer >>> 0, value, true);
    return 0;
  };
  const transfer =
    (operation: 'read' | 'write') =>
    (fd: number, list: number, count: number, position: number | null, out: number) => {
      const files = system.files();
      const open = files.stream(fd);
      let at = position ?? files.offset(open, operation === 'write');
      const total = eachVector(views, list, count, bytes => {
        const done = files[operation](open, bytes, at);
        at += done;
        return done;
      });
      if (position === null && open.node.kind === 'file') open.position = at;
      return result(out, total);
    };
  const read = transfer('read');
  const write = transfer('write');
  return {
    fd_read: (fd: number, list: number, count: number, out: number) => read(fd, list, count, null, out),
    fd_write: (fd: number, list: number, count: number, out: number) => write(fd, list, count, null, out),
    fd_pread: (fd: number, list: number, count: number, at: bigint, out: number) =>
      read(fd, list, count, Number(at), out),
    fd_pwrite: (fd: number, list: number, count: number, at: bigint, out: number) =>
      write(fd, list, count, Number(at), out),
    fd_close: (fd: number) => (system.files().close(fd), 0),
    fd_sync: () => 0,
    fd_seek: (fd: number, offset: bigint, whence: number, out: number) => {
      const files = system.files();
      const position = files.seek(files.stream(fd), Number(offset), whence);
      views.view().setBigInt64(out >>> 0, BigInt(position), true);
      return 0;
    },
    fd_fdstat_get: (fd: number, out: number) => {
      const { node } = system.files().stream(fd);
      const kind = node.kind === 'device' ? 2 : node.kind === 'directory' ? 3 : 4;
      views.bytes().fill(0, out >>> 0, (out >>> 0) + 24);
      views.view().setUint8(out >>> 0, kind);
      return 0;
    },
  };
};

const writeDate = (views: Views, pointer: number, date: Date) => {
  const view = views.view();
  const at = pointer >>> 0;
  const newYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  const fields = [
    date.getUTCSeconds(),
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth(),
    date.getUTCFullYear() - 1900,
    date.getUTCDay(),
    Math.floor((date.getTime() - newYear) / 86_400_000),
    0,
    0,
  ];
  for (const [index, value] of fields.entries()) view.setInt32(at + index * 4, value, true);
};

/** Clocks and calendar; the guest lives in UTC. */
const clockCalls = (views: Views): Record<string, Import> => {
  let lastNanoseconds = 0n;
  const dateAt = (pointer: number): Date => {
    const view = views.view();
    const field = (index: number) => view.getInt32((pointer >>> 0) + index * 4, true);
    return new Date(Date.UTC(field(5) + 1900, field(4), field(3), field(2), field(1), field(0)));
  };
  const makeTime = (pointer: number): bigint => {
    const date = dateAt(pointer);
    if (Number.isNaN(date.getTime())) return -1n;
    writeDate(views, pointer, date);
    return BigInt(date.getTime() / 1000);
  };
  const breakTime = (seconds: bigint, pointer: number) =>
    writeDate(views, pointer, new Date(Number(seconds) * 1000));
  return {
    clock_time_get: (_clock: number, _precision: bigint, out: number) => {
      // The isolate's clock ticks in milliseconds; differences of zero would surprise programs that measure.
      const now = BigInt(Date.now()) * 1_000_000n;
      lastNanoseconds = now > lastNanoseconds ? now : lastNanoseconds + 100n;
      views.view().setBigInt64(out >>> 0, lastNanoseconds, true);
      return 0;
    },
    clock_res_get: (_clock: number, out: number) => (views.view().setBigInt64(out >>> 0, 1000n, true), 0),
    emscripten_date_now: () => Date.now(),
    emscripten_get_now: () => Date.now(),
    _tzset_js: (zone: number, daylight: number, standardName: number, daylightName: number) => {
      views.view().setInt32(zone >>> 0, 0, true);
      views.view().setInt32(daylight >>> 0, 0, true);
      for (const name of [standardName, daylightName]) views.bytes().set(encodeUtf8('UTC\0'), name >>> 0);
    },
    _localtime_js: breakTime,
    _gmtime_js: breakTime,
    _mktime_js: makeTime,
    _timegm_js: makeTime,
    _setitimer_js: () => NOT_SUPPORTED,
  };
};

const processCalls = (system: System, views: Views): Record<string, Import> => {
  // A fixed sequence: the same program sees the same "random" bytes on every run.
  let state = 0x9e3779b9;
  const nextByte = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 255;
  };
  const exit = (code: number) => system.trap('exit', `exit code ${code}`);
  return {
    random_get: (at: number, count: number) => {
      const target = views.bytes().subarray(at >>> 0, (at >>> 0) + (count >>> 0));
      for (let index = 0; index < target.length; index++) target[index] = nextByte();
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
    _Py_CheckEmscriptenSignals_Helper: () => 0,
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
    _emscripten_system: () => NOT_SUPPORTED,
    getaddrinfo: () => -2,
    getnameinfo: () => -2,
    getprotobyname: () => 0,
    _emscripten_lookup_name: () => 0,
    _mmap_js: () => NOT_SUPPORTED,
    _munmap_js: () => NOT_SUPPORTED,
    _msync_js: () => NOT_SUPPORTED,
  };
};

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
    ...clockCalls(views),
    ...processCalls(system, views),
  };
  const refused = (name: string): Import =>
    name.startsWith('__syscall')
      ? () => NOT_SUPPORTED
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

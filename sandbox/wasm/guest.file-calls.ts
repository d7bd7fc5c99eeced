import type { Imports, System, Views } from './guest.border.ts';
import { ERRNO, kindBits, type Node } from './guest.files.ts';
import { encodeUtf8 } from './guest.text.ts';

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

/** Calls on paths and folders. A call that returns nothing means success. */
export const fileCalls = (system: System, views: Views): Imports => {
  const from = (fd: number) => system.files().base(fd);
  const { path } = views;
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
      node(fd, at).fixed && (mode & 2) !== 0 ? -ERRNO.EROFS : 0,
    __syscall_getcwd: (buffer: number, size: number) => {
      const bytes = encodeUtf8(`${system.files().cwd()}\0`);
      if (size >>> 0 < bytes.length) return -ERRNO.ERANGE;
      views.bytes().set(bytes, buffer >>> 0);
      return bytes.length;
    },
    __syscall_chdir: (at: number) => system.files().enter(node(-100, at)),
    __syscall_fchdir: (fd: number) => system.files().enter(from(fd)),
    __syscall_mkdirat: (fd: number, at: number, mode: number) =>
      system.files().makeDirectory(from(fd), path(at), mode),
    __syscall_rmdir: (at: number) => system.files().removeDirectory(from(-100), path(at)),
    __syscall_unlinkat: (fd: number, at: number, flags: number) =>
      system.files()[flags & 512 ? 'removeDirectory' : 'unlink'](from(fd), path(at)),
    __syscall_renameat: (fd: number, at: number, toFd: number, toAt: number) =>
      system.files().rename(from(fd), path(at), from(toFd), path(toAt)),
    __syscall_symlinkat: (target: number, fd: number, at: number) =>
      system.files().symlink(path(target), from(fd), path(at)),
    __syscall_readlinkat: (fd: number, at: number, buffer: number, size: number) => {
      const found = node(fd, at, false);
      if (found.kind !== 'link') return -ERRNO.EINVAL;
      const bytes = encodeUtf8(found.target).subarray(0, size >>> 0);
      views.bytes().set(bytes, buffer >>> 0);
      return bytes.length;
    },
    __syscall_ftruncate64: (fd: number, size: bigint) =>
      system.files().resize(system.files().stream(fd).node, Number(size)),
    __syscall_truncate64: (at: number, size: bigint) => system.files().resize(node(-100, at), Number(size)),
    __syscall_chmod: (at: number, mode: number) => system.files().chmod(node(-100, at), mode),
    __syscall_fchmod: (fd: number, mode: number) => system.files().chmod(from(fd), mode),
    __syscall_fchmodat2: (fd: number, at: number, mode: number) => system.files().chmod(node(fd, at), mode),
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
    __syscall_ioctl: (fd: number) => (system.files().stream(fd) ? -ERRNO.ENOTTY : 0),
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

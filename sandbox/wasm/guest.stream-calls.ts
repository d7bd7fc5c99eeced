import type { Imports, System, Views } from './guest.border.ts';

const MAX_IO_BYTES = 16 * 1024 * 1024;

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

/** Reading and writing open files. */
export const streamCalls = (system: System, views: Views): Imports => {
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
    fd_close: (fd: number) => system.files().close(fd),
    fd_sync: () => 0,
    fd_seek: (fd: number, offset: bigint, whence: number, out: number) => {
      const files = system.files();
      const position = files.seek(files.stream(fd), Number(offset), whence);
      views.view().setBigInt64(out >>> 0, BigInt(position), true);
      return 0;
    },
    fd_fdstat_get: (fd: number, out: number) => {
      const { node } = system.files().stream(fd);
      // Never a terminal: C's own line reader would swallow what Python's has to read.
      const kind = node.kind === 'directory' ? 3 : 4;
      views.bytes().fill(0, out >>> 0, (out >>> 0) + 24);
      views.view().setUint8(out >>> 0, kind);
      return 0;
    },
  };
};

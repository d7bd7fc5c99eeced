/**
 * The only file system a guest sees: a small tree in memory, made anew for every program. Nothing of it
 * touches a disk. Errors carry the error numbers of WASI, as the C library inside expects them.
 */

export const ERRNO = {
  EACCES: 2,
  EAGAIN: 6,
  EBADF: 8,
  EEXIST: 20,
  EFBIG: 22,
  EINTR: 27,
  EINVAL: 28,
  EISDIR: 31,
  ELOOP: 32,
  EMFILE: 33,
  ENAMETOOLONG: 37,
  ENOENT: 44,
  ENOSPC: 51,
  ENOSYS: 52,
  ENOTDIR: 54,
  ENOTEMPTY: 55,
  ENOTTY: 59,
  EPERM: 63,
  ERANGE: 68,
  EROFS: 69,
  ESPIPE: 70,
} as const;

export class FileError extends Error {
  readonly errno: number;
  constructor(errno: number) {
    super(`file error ${errno}`);
    this.errno = errno;
  }
}

const fail = (name: keyof typeof ERRNO): never => {
  throw new FileError(ERRNO[name]);
};

/** A character device: `read` fills the target and returns how much (0 = end), `write` takes all. */
export type Device = {
  readonly read?: (target: Uint8Array) => number;
  readonly write?: (bytes: Uint8Array) => void;
};

export type Node = {
  readonly id: number;
  kind: 'directory' | 'file' | 'link' | 'device';
  mode: number;
  modifiedMs: number;
  readonly entries: Map<string, Node>;
  parent: Node | null;
  data: Uint8Array;
  size: number;
  target: string;
  device: Device | null;
  /** What belongs to the base tree cannot be changed. */
  fixed: boolean;
};

/** One open file; `dup` shares it between descriptors. */
export type Stream = { readonly node: Node; readonly path: string; flags: number; position: number };

export type Quota = { readonly maxBytes: number; readonly maxNodes: number; readonly maxOpen: number };

export type Files = ReturnType<typeof createFiles>;

const OPEN = {
  access: 3,
  create: 0x40,
  exclusive: 0x80,
  truncate: 0x200,
  append: 0x400,
  directory: 0x10000,
  noFollow: 0x20000,
};
const MAX_LINKS = 16;
const MAX_PATH = 4096;
const KIND_BITS = { directory: 0o040000, file: 0o100000, link: 0o120000, device: 0o020000 };
const EMPTY = new Uint8Array(0);

/** Bits of `st_mode` that say what a node is. */
export const kindBits = (node: Node): number => KIND_BITS[node.kind];

/** Makes an empty tree with `/`, bounded by the quota. */
export const createFiles = (quota: Quota, nowMs: () => number) => {
  let nextId = 1;
  let nodes = 0;
  let bytes = 0;
  let sealed = false;
  const streams: (Stream | undefined)[] = [];
  /** Devices that have a descriptor and no name, in the order they came. */
  const attached: Node[] = [];
  let folders: readonly Node[] = [];

  const make = (kind: Node['kind'], mode: number, parent: Node | null): Node => {
    if (nodes >= quota.maxNodes) fail('ENOSPC');
    nodes++;
    const common = { entries: new Map(), data: EMPTY, size: 0, target: '', device: null };
    return { id: nextId++, kind, mode, modifiedMs: nowMs(), parent, fixed: !sealed, ...common };
  };
  const root = make('directory', 0o755, null);
  let current = root;

  const join = (base: string, path: string) => (path.startsWith('/') ? path : `${base}/${path}`);

  /** Walks to a path; `missing` says the last name does not exist in `parent`. */
  const walk = (path: string, from: Node, follow: boolean) => {
    if (path.length > MAX_PATH) fail('ENAMETOOLONG');
    if (path === '') fail('ENOENT');
    let links = 0;
    let node = path.startsWith('/') ? root : from;
    const left = path.split('/').filter(Boolean).reverse();
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      if (node.kind !== 'directory') fail('ENOTDIR');
      if (name === '.') continue;
      if (name === '..') {
        node = node.parent ?? root;
        continue;
      }
      const child = node.entries.get(name);
      if (child === undefined) {
        if (left.length > 0) fail('ENOENT');
        return { node: undefined, parent: node, name };
      }
      if (child.kind === 'link' && (follow || left.length > 0)) {
        if (++links > MAX_LINKS) fail('ELOOP');
        left.push(...child.target.split('/').filter(Boolean).reverse());
        if (left.length > MAX_PATH) fail('ENAMETOOLONG');
        if (child.target.startsWith('/')) node = root;
        continue;
      }
      if (left.length === 0) return { node: child, parent: node, name };
      node = child;
    }
    return { node, parent: node.parent ?? root, name: '' };
  };
  const find = (path: string, from: Node, follow = true): Node =>
    walk(path, from, follow).node ?? fail('ENOENT');

  const pathOf = (node: Node): string => {
    const names: string[] = [];
    for (let here = node; here.parent !== null; here = here.parent) {
      for (const [name, child] of here.parent.entries) if (child === here) names.unshift(name);
    }
    return `/${names.join('/')}`;
  };

  const resize = (node: Node, size: number) => {
    if (node.fixed || node.kind !== 'file') fail('EPERM');
    if (!(size >= 0)) fail('EINVAL');
    if (bytes + size - node.size > quota.maxBytes) fail('ENOSPC');
    if (size > node.data.length) {
      const data = new Uint8Array(Math.min(quota.maxBytes, Math.max(size, node.data.length * 2, 256)));
      data.set(node.data.subarray(0, node.size));
      node.data = data;
    } else if (size < node.size) node.data.fill(0, size, node.size);
    bytes += size - node.size;
    node.size = size;
    node.modifiedMs = nowMs();
  };

  const writable = (parent: Node) => {
    if (parent.fixed && sealed) fail('EROFS');
  };
  const link = (parent: Node, name: string, node: Node) => {
    writable(parent);
    parent.entries.set(name, node);
    node.parent = parent;
    parent.modifiedMs = nowMs();
  };
  const isOpen = (node: Node) => streams.some(open => open?.node === node);
  /** A removed file keeps its bytes, and their place in the quota, while it is open. */
  const forget = (node: Node) => {
    bytes -= node.size;
    node.size = 0;
    node.data = EMPTY;
  };
  const unlinkNode = (parent: Node, name: string, node: Node) => {
    writable(parent);
    if (node.fixed) fail('EPERM');
    parent.entries.delete(name);
    node.parent = null;
    nodes--;
    if (!isOpen(node)) forget(node);
  };

  const lowestFree = (from = 0): number => {
    let fd = from;
    while (streams[fd] !== undefined) fd++;
    return fd >= quota.maxOpen ? fail('EMFILE') : fd;
  };
  const stream = (fd: number): Stream => streams[fd] ?? fail('EBADF');
  const base = (fd: number): Node => (fd === -100 ? current : stream(fd).node);

  return {
    base,
    stream,
    find,
    pathOf,
    resize,
    cwd: () => pathOf(current),

    /** The base tree is complete: from now on it is read-only, but for the working and the temporary folder. */
    seal(working: string, temporary: string) {
      current = find(working, root);
      folders = [current, find(temporary, root)];
      for (const folder of folders) folder.fixed = false;
      sealed = true;
    },
    /** What the state of a session is made of: see `guest.file-state.ts`. */
    interior: {
      streams,
      attached,
      /** The folders of the base tree that can be written. */
      folders: () => folders,
      current: () => current,
      nextId: () => nextId,
      /** Takes over what has been put into the folders of a new tree, and the open files that go with it. */
      adopt(state: {
        readonly nextId: number;
        readonly current: Node;
        readonly nodes: number;
        readonly bytes: number;
        readonly streams: readonly (readonly [fd: number, stream: Stream | undefined])[];
      }) {
        nextId = state.nextId;
        current = state.current;
        nodes += state.nodes;
        bytes += state.bytes;
        streams.length = 0;
        for (const [fd, stream] of state.streams) streams[fd] = stream;
      },
    },
    open(from: Node, path: string, flags: number, mode: number): number {
      const fd = lowestFree();
      let { node, parent, name } = walk(path, from, (flags & OPEN.noFollow) === 0);
      if (node === undefined) {
        if ((flags & OPEN.create) === 0) fail('ENOENT');
        node = make('file', mode & 0o777, parent);
        link(parent, name, node);
      } else if ((flags & OPEN.create) !== 0 && (flags & OPEN.exclusive) !== 0) fail('EEXIST');
      const writes = (flags & OPEN.access) !== 0;
      if (node.kind === 'link') fail('ELOOP');
      if (node.kind === 'directory' && (writes || (flags & OPEN.create) !== 0)) fail('EISDIR');
      if (node.kind !== 'directory' && (flags & OPEN.directory) !== 0) fail('ENOTDIR');
      if (writes && node.fixed && node.kind === 'file') fail('EROFS');
      if ((flags & OPEN.truncate) !== 0 && writes && node.kind === 'file') resize(node, 0);
      streams[fd] = { node, path: join(pathOf(from), path), flags, position: 0 };
      return fd;
    },
    /** Puts an open device on a given descriptor. */
    attach(fd: number, device: Device, flags: number) {
      const node = make('device', 0o620, root);
      node.device = device;
      attached.push(node);
      streams[fd] = { node, path: '', flags, position: 0 };
    },
    close(fd: number) {
      const { node } = stream(fd);
      streams[fd] = undefined;
      if (node.kind === 'file' && node.parent === null && !isOpen(node)) forget(node);
    },
    duplicate(fd: number, to: number | null, from = 0): number {
      const source = stream(fd);
      const target = to ?? lowestFree(from);
      if (target < 0 || target >= quota.maxOpen) fail('EBADF');
      streams[target] = source;
      return target;
    },
    read(open: Stream, target: Uint8Array, position: number): number {
      if ((open.flags & OPEN.access) === 1) fail('EBADF');
      if (open.node.kind === 'directory') fail('EISDIR');
      if (open.node.device !== null) return open.node.device.read?.(target) ?? 0;
      const count = Math.max(0, Math.min(target.length, open.node.size - position));
      target.set(open.node.data.subarray(position, position + count));
      return count;
    },
    write(open: Stream, source: Uint8Array, position: number): number {
      if ((open.flags & OPEN.access) === 0) fail('EBADF');
      if (open.node.device !== null) {
        if (open.node.device.write === undefined) fail('EPERM');
        open.node.device.write?.(source);
        return source.length;
      }
      if (position + source.length > open.node.size) resize(open.node, position + source.length);
      else if (open.node.fixed) fail('EROFS');
      open.node.data.set(source, position);
      open.node.modifiedMs = nowMs();
      return source.length;
    },
    /** Where a read or write without a position goes. */
    offset: (open: Stream, writing: boolean) =>
      writing && (open.flags & OPEN.append) !== 0 ? open.node.size : open.position,
    seek(open: Stream, offset: number, whence: number): number {
      if (open.node.kind === 'device') fail('ESPIPE');
      const from = whence === 0 ? 0 : whence === 1 ? open.position : open.node.size;
      const position = from + offset;
      if (!(position >= 0) || position > Number.MAX_SAFE_INTEGER) fail('EINVAL');
      open.position = position;
      return position;
    },
    makeDirectory(from: Node, path: string, mode: number) {
      const { node, parent, name } = walk(path, from, true);
      if (node !== undefined) fail('EEXIST');
      link(parent, name, make('directory', mode & 0o777, parent));
    },
    makeDevice(path: string, device: Device) {
      const { parent, name } = walk(path, root, true);
      const node = make('device', 0o666, parent);
      node.device = device;
      link(parent, name, node);
    },
    makeFixedFile(path: string, data: Uint8Array) {
      const { parent, name } = walk(path, root, true);
      const node = make('file', 0o444, parent);
      node.data = data;
      node.size = data.length;
      link(parent, name, node);
    },
    symlink(target: string, from: Node, path: string) {
      if (target.length > MAX_PATH) fail('ENAMETOOLONG');
      const { node, parent, name } = walk(path, from, false);
      if (node !== undefined) fail('EEXIST');
      const made = make('link', 0o777, parent);
      made.target = target;
      link(parent, name, made);
    },
    unlink(from: Node, path: string) {
      const { node, parent, name } = walk(path, from, false);
      if (node === undefined) return fail('ENOENT');
      if (node.kind === 'directory') fail('EISDIR');
      unlinkNode(parent, name, node);
    },
    removeDirectory(from: Node, path: string) {
      const { node, parent, name } = walk(path, from, false);
      if (node === undefined) return fail('ENOENT');
      if (node.kind !== 'directory') fail('ENOTDIR');
      if (node.entries.size > 0) fail('ENOTEMPTY');
      if (node === current) fail('EINVAL');
      unlinkNode(parent, name, node);
    },
    rename(from: Node, path: string, toFrom: Node, toPath: string) {
      const source = walk(path, from, false);
      const target = walk(toPath, toFrom, false);
      if (source.node === undefined) return fail('ENOENT');
      if (source.node.fixed) fail('EPERM');
      writable(source.parent);
      writable(target.parent);
      if (source.node === target.node) return;
      for (let here: Node | null = target.parent; here !== null; here = here.parent)
        if (here === source.node) fail('EINVAL');
      if (target.node !== undefined) {
        if (target.node.kind === 'directory') {
          if (source.node.kind !== 'directory') fail('EISDIR');
          if (target.node.entries.size > 0) fail('ENOTEMPTY');
        } else if (source.node.kind === 'directory') fail('ENOTDIR');
        unlinkNode(target.parent, target.name, target.node);
      }
      source.parent.entries.delete(source.name);
      link(target.parent, target.name, source.node);
    },
    chmod(node: Node, mode: number) {
      if (node.fixed) fail('EPERM');
      node.mode = mode & 0o777;
    },
    touch(node: Node, modifiedMs: number) {
      if (node.fixed) fail('EPERM');
      node.modifiedMs = modifiedMs;
    },
    enter(node: Node) {
      if (node.kind !== 'directory') fail('ENOTDIR');
      current = node;
    },
  };
};

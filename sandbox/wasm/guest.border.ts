import { ERRNO, FileError, type Files } from './guest.files.ts';
import { decodeUtf8 } from './guest.text.ts';

/** Thrown through the guest's stack; the guest cannot go on after it. */
export class Trap extends Error {
  readonly kind: 'exit' | 'abort' | 'blocked' | 'deadline' | 'output';
  constructor(kind: Trap['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** What the calls of the guest's border work on. */
export type System = {
  readonly memory: () => WebAssembly.Memory;
  readonly table: () => WebAssembly.Table;
  readonly files: () => Files;
  readonly nextRandomByte: () => number;
  /** Byte cap of the linear memory for the program that runs now. */
  readonly memoryLimitBytes: () => number;
  /** Remembers that the guest is beyond repair, then throws. */
  readonly trap: (kind: Trap['kind'], message: string) => never;
  readonly environment: readonly string[];
  /** When the program began, on the clock of the host. */
  readonly startedMs: () => number;
  /** The number of a signal that has come for the guest, or 0; it is asked every few loops and calls of Python. */
  readonly takeSignal: () => number;
};

/** A function the module imports; numbers are pointers or plain values, 64-bit ones are bigint. */
export type Import = (...values: never[]) => unknown;
export type Imports = Readonly<Record<string, Import>>;

const MAX_PATH_BYTES = 4096;

/** Views on a memory, made again when the memory has moved by growing. */
export const createViews = (memory: () => WebAssembly.Memory) => {
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
    /** A path or name of the guest, up to its closing zero. */
    path: (pointer: number): string => {
      refresh();
      const start = pointer >>> 0;
      const room = bytes.subarray(start, start + MAX_PATH_BYTES);
      const length = room.indexOf(0);
      if (length < 0) throw new FileError(ERRNO.ENAMETOOLONG);
      return decodeUtf8(room.subarray(0, length));
    },
  };
};

export type Views = ReturnType<typeof createViews>;

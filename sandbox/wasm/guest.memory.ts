/**
 * The linear memory against the image it was started from. What a session has changed is found in blocks, so that it
 * can be taken out, undone and put back: a session that is put away is these blocks and nothing else of the memory.
 */
import { BLOCK, createScan } from './guest.scan.ts';

/** Where things are in an image; plain data that lies beside it on disk. */
export type ImageFacts = {
  readonly stackPointer: number;
  /** Values of the module's mutable globals, by the names they are exported under. */
  readonly globals: Readonly<Record<string, number>>;
  readonly stackEnd: number;
  readonly heapEnd: number;
  readonly memoryBytes: number;
  readonly trampoline: number;
  readonly entries: Readonly<Record<string, number>>;
};

/**
 * A memory as it was, address by address, up to the end of the heap: static data, dead stack (zeros), live stack and
 * heap. It is a shared memory: one copy for all isolates of a process, which only read it.
 */
export type MemoryImage = {
  readonly base: WebAssembly.Memory;
  readonly facts: ImageFacts;
};

/**
 * Start and end of changed memory, pair after pair, ascending; each a whole number of blocks. The blocks are small, as
 * most changes are reference counts here and there: of pages of 4 KiB fifteen times as much would be taken out.
 */
export type Runs = readonly number[];

const PAGE = 65_536;

const upTo = (value: number): number => Math.ceil(value / BLOCK) * BLOCK;
const downTo = (value: number): number => Math.floor(value / BLOCK) * BLOCK;

/** Total length of the runs in bytes. */
export const bytesIn = (runs: Runs): number => {
  let bytes = 0;
  for (let index = 0; index < runs.length; index += 2) bytes += (runs[index + 1] ?? 0) - (runs[index] ?? 0);
  return bytes;
};

const eachRun = (runs: Runs, act: (start: number, end: number) => void) => {
  for (let index = 0; index < runs.length; index += 2) act(runs[index] ?? 0, runs[index + 1] ?? 0);
};

/** Appends the blocks that `next` finds, to the last run where they follow on. */
const collect = (
  runs: number[],
  start: number,
  end: number,
  next: (at: number, end: number) => number,
): void => {
  for (let at = next(start, end); at < end; at = next(at + BLOCK, end)) {
    if (runs.at(-1) === at) runs[runs.length - 1] = at + BLOCK;
    else runs.push(at, at + BLOCK);
  }
};

export const createMemoryState = (memory: WebAssembly.Memory, { base, facts }: MemoryImage) => {
  const scan = createScan(memory, base);
  const original = new Uint8Array(base.buffer);
  const live = () => new Uint8Array(memory.buffer);
  /** Between the static data and the live stack lies dead stack, which no program reads before it writes. */
  const { stackEnd, stackPointer, heapEnd: imageEnd } = facts;

  const growTo = (size: number) => {
    const missing = size - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  };
  /** Writes only from the first byte that is not zero already: pages that were never used stay unused. */
  const clear = (start: number, end: number) => {
    const first = scan.set(upTo(start), downTo(end));
    live().fill(0, start, Math.min(upTo(start), end));
    live().fill(0, first, end);
  };
  const clearStack = () => clear(stackEnd, stackPointer);

  return {
    growTo,
    /** The whole image again, but for the dead stack. */
    restore: () => {
      growTo(facts.memoryBytes);
      live().set(original.subarray(0, stackEnd), 0);
      live().set(original.subarray(stackPointer, imageEnd), stackPointer);
      live().fill(0, imageEnd);
    },
    /** Nothing that was on the stack stays to be found. Only between calls into the guest. */
    clearStack,
    /**
     * All that differs from the image, after the dead stack and what lies above the heap have been cleared.
     * @param heapEnd as the guest's allocator tells it; a guest can make it lie, but only about its own memory
     */
    find: (heapEnd: number): Runs => {
      clearStack();
      const end = Math.max(upTo(imageEnd), Math.min(upTo(heapEnd), memory.buffer.byteLength));
      clear(end, memory.buffer.byteLength);
      const runs: number[] = [];
      collect(runs, 0, upTo(stackEnd), scan.differing);
      collect(runs, downTo(stackPointer), upTo(imageEnd), scan.differing);
      collect(runs, upTo(imageEnd), end, scan.set);
      return runs;
    },
    take: (runs: Runs, target: Uint8Array) => {
      const source = live();
      let at = 0;
      eachRun(runs, (start, end) => {
        target.set(source.subarray(start, end), at);
        at += end - start;
      });
    },
    put: (runs: Runs, source: Uint8Array) => {
      const target = live();
      let at = 0;
      eachRun(runs, (start, end) => {
        target.set(source.subarray(at, at + end - start), start);
        at += end - start;
      });
    },
    /** The image again, by undoing what `find` has found. */
    undo: (runs: Runs) => {
      const target = live();
      eachRun(runs, (start, end) => {
        target.set(original.subarray(start, Math.min(end, original.length)), start);
        if (end > original.length) target.fill(0, Math.max(start, original.length), end);
      });
    },
  };
};

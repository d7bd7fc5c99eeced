/** The functions the host calls in an isolate: one machine per isolate, text in and text out. */
import { createMachine, type Machine, type Session } from './guest.machine.ts';
import type { ImageFacts } from './guest.memory.ts';

let machine: Machine | null = null;
const started = (): Machine => {
  if (machine === null) throw new Error('the machine has not been started');
  return machine;
};

/** Parts of the given sizes, one after another. */
const cut = (bytes: Uint8Array, sizes: readonly number[]): readonly Uint8Array[] => {
  let end = 0;
  return sizes.map(size => {
    end += size;
    return bytes.subarray(end - size, end);
  });
};

/** Starts the machine: cold when there is no image. */
export const boot = (
  module: WebAssembly.Module,
  trampoline: WebAssembly.Module | null,
  library: Uint8Array,
  packages: Uint8Array | null,
  packageSizesJson: string,
  python: string,
  base: WebAssembly.Memory | null,
  factsJson: string | null,
  channel: ((question: string) => string) | null,
): void => {
  const archives = packages === null ? [] : cut(packages, JSON.parse(packageSizesJson) as number[]);
  const equipment = { module, trampoline, library, archives, python };
  const facts = factsJson === null ? null : (JSON.parse(factsJson) as ImageFacts);
  machine = createMachine(equipment, base && facts && { base, facts }, channel);
};

export const begin = (sessionJson: string): void => started().begin(JSON.parse(sessionJson) as Session);

/** Sessions: put one in place, give its next cell limits, take what it has become. */
export const wake = (packed: Uint8Array | null): void => started().wake(packed);
export const resume = (sessionJson: string): void => started().resume(JSON.parse(sessionJson) as Session);
export const save = (maxBytes: number): Uint8Array | null => started().save(maxBytes);

/** `+` and the answer, or `!` and the fault as JSON. */
export const ask = (entry: string, text: string): string => {
  const reply = started().ask(entry, text);
  return 'text' in reply ? `+${reply.text}` : `!${JSON.stringify(reply.fault)}`;
};

/** What was printed since the start of the program, or since a mark. */
export const output = (fromByte: number): string => JSON.stringify(started().output(fromByte));

export const memoryBytes = (): number => started().memoryBytes();
export const heapEnd = (): number => started().heapEnd();

/** Cold machines only: runs the guest's own Python. */
export const runTrusted = (code: string): void => started().runTrusted(code);

/** Cold machines only: a part of the memory, and what an image must know beside it, as JSON. */
export const part = (from: number, to: number): Uint8Array => started().part(from, to);
export const facts = (entries: string): string => {
  const wanted = JSON.parse(entries) as Record<string, [module: string, name: string]>;
  const found = Object.entries(wanted).map(([entry, [module, name]]) => [
    entry,
    started().addressOf(module, name),
  ]);
  return JSON.stringify(started().facts(Object.fromEntries(found)));
};

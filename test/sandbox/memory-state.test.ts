import { describe, expect, it } from 'vitest';
import { loadFiles, saveFiles } from '../../sandbox/wasm/guest.file-state.ts';
import { createFiles } from '../../sandbox/wasm/guest.files.ts';
import { bytesIn, createMemoryState } from '../../sandbox/wasm/guest.memory.ts';
import { decodeUtf8, encodeUtf8 } from '../../sandbox/wasm/guest.text.ts';

const PAGE = 65_536;
/** Edges that are no multiples of a block, as in a real image. */
const facts = {
  stackEnd: PAGE + 1040,
  stackPointer: 3 * PAGE + 2064,
  heapEnd: 5 * PAGE + 1008,
  memoryBytes: 7 * PAGE,
  globals: {},
  trampoline: 0,
  entries: {},
};

const make = () => {
  const base = new WebAssembly.Memory({ initial: 6, maximum: 6, shared: true });
  const original = new Uint8Array(base.buffer);
  for (let at = 0; at < facts.heapEnd; at++)
    if (at < facts.stackEnd || at >= facts.stackPointer) original[at] = (at * 31 + (at >> 8)) % 251;
  const memory = new WebAssembly.Memory({ initial: 7, maximum: 20 });
  const state = createMemoryState(memory, { base, facts });
  state.restore();
  return { memory, state, live: () => new Uint8Array(memory.buffer), original };
};

const places = [
  ['the first byte', [0]],
  ['the last byte of the static data', [facts.stackEnd - 1]],
  ['the first byte of the live stack', [facts.stackPointer]],
  ['the last byte of the heap', [facts.heapEnd - 1]],
  ['what lies behind the heap of the image', [facts.heapEnd, facts.heapEnd + 100]],
  ['neighbours', [6400, 6401, 6463, 6464, 6528]],
  ['every 61st byte', Array.from({ length: 1000 }, (_, place) => (place * 61) % facts.stackEnd)],
] as const;

describe('what a guest has changed in its memory', () => {
  it.each(places)('is found, taken out, undone and put back: %s', (_what, changed) => {
    const { state, live, original } = make();
    for (const at of changed) live()[at] = (live()[at] ?? 0) ^ 0x55;
    const wanted = live().slice();
    const runs = state.find(facts.heapEnd + 2 * PAGE);
    const within = changed.filter(at =>
      runs.some((start, i) => i % 2 === 0 && start <= at && at < (runs[i + 1] ?? 0)),
    );
    expect(within).toEqual([...changed]);
    expect(bytesIn(runs)).toBeLessThanOrEqual(64 * changed.length);

    const taken = new Uint8Array(bytesIn(runs));
    state.take(runs, taken);
    state.undo(runs);
    expect(live().subarray(0, original.length)).toEqual(original);
    expect(
      live()
        .subarray(original.length)
        .every(byte => byte === 0),
    ).toBe(true);
    state.put(runs, taken);
    expect(live()).toEqual(wanted);
  });

  it('is nothing when it has changed nothing, and the stack and what lies above the heap are cleared', () => {
    const { state, live } = make();
    live().fill(7, facts.stackEnd, facts.stackPointer);
    live().fill(7, 6 * PAGE + 64);
    expect(state.find(6 * PAGE)).toEqual([]);
    expect(
      live()
        .subarray(facts.stackEnd, facts.stackPointer)
        .some(byte => byte !== 0),
    ).toBe(false);
    expect(
      live()
        .subarray(6 * PAGE)
        .some(byte => byte !== 0),
    ).toBe(false);
  });

  it.each([0, 64, 2 ** 32 - 1])(
    'is all found though the guest lies about the end of its heap: %d',
    heapEnd => {
      const { state, live, original } = make();
      live()[100] = 1;
      live()[facts.heapEnd + 5000] = 1;
      const runs = state.find(heapEnd);
      state.undo(runs);
      expect(live().subarray(0, original.length)).toEqual(original);
      expect(
        live()
          .subarray(original.length)
          .every(byte => byte === 0),
      ).toBe(true);
    },
  );

  it('is found in memory that has grown', () => {
    const { memory, state, live } = make();
    memory.grow(5);
    live()[11 * PAGE] = 9;
    expect(state.find(12 * PAGE)).toEqual([11 * PAGE, 11 * PAGE + 64]);
  });
});

const READ_WRITE = 2;
const CREATE = 0x40 | READ_WRITE;
const tree = (bytes = 10_000) => {
  const files = createFiles({ maxBytes: bytes, maxNodes: 30, maxOpen: 10 }, () => 5000);
  const top = files.base(-100);
  for (const path of ['/home', '/tmp', '/lib', '/dev']) files.makeDirectory(top, path, 0o755);
  files.makeFixedFile('/lib/a', encodeUtf8('library'));
  files.makeDevice('/dev/null', {});
  files.attach(0, {}, READ_WRITE);
  files.attach(1, { write: () => undefined }, READ_WRITE);
  files.seal('/home', '/tmp');
  return files;
};
const moved = (from: ReturnType<typeof tree>, bytes = 10_000) => {
  const { state, contents } = saveFiles(from);
  const all = Uint8Array.from(contents.flatMap(part => [...part]));
  const to = tree(bytes);
  loadFiles(to, JSON.parse(JSON.stringify(state)) as typeof state, all);
  return to;
};
const write = (files: ReturnType<typeof tree>, path: string, text: string): number => {
  const fd = files.open(files.base(-100), path, CREATE, 0o600);
  files.write(files.stream(fd), encodeUtf8(text), 0);
  return fd;
};
const read = (files: ReturnType<typeof tree>, fd: number): string => {
  const target = new Uint8Array(100);
  return decodeUtf8(target.subarray(0, files.read(files.stream(fd), target, 0)));
};

describe('the files of a session', () => {
  it('come back with their names, modes, links, numbers, times and what is open of them', () => {
    const before = tree();
    before.makeDirectory(before.base(-100), 'd', 0o700);
    before.enter(before.find('d', before.base(-100)));
    const fd = write(before, 'inside', 'hello');
    before.stream(fd).position = 3;
    const twin = before.duplicate(fd, null);
    before.symlink('/home/d/inside', before.base(-100), '/tmp/link');
    const gone = write(before, '/tmp/gone', 'still open');
    before.unlink(before.base(-100), '/tmp/gone');
    const library = before.open(before.base(-100), '/lib/a', 0, 0);
    before.close(0);

    const after = moved(before);
    expect(after.cwd()).toBe('/home/d');
    expect(read(after, fd)).toBe('hello');
    expect(after.stream(fd).position).toBe(3);
    expect(after.stream(twin)).toBe(after.stream(fd));
    expect(read(after, gone)).toBe('still open');
    expect(read(after, library)).toBe('library');
    expect(after.stream(1).node.device?.write).toBeDefined();
    expect(() => after.stream(0)).toThrow();
    const here = after.base(-100);
    expect(after.find('/tmp/link', here)).toBe(after.find('inside', here));
    expect(after.find('inside', here)).toMatchObject({
      mode: 0o600,
      id: before.find('inside', before.base(-100)).id,
    });
    expect(() => after.find('/tmp/gone', here)).toThrow();
    // A new file has a number that no other had.
    after.open(here, 'new', CREATE, 0o600);
    expect(after.find('new', here).id).toBeGreaterThan(before.find('/home/d/inside', here).id);
  });

  it('keep counting against the limits', () => {
    const before = tree();
    before.close(write(before, 'large', 'x'.repeat(9000)));
    const after = moved(before);
    expect(() => write(after, 'more', 'x'.repeat(2000))).toThrow();
    after.unlink(after.base(-100), 'large');
    const fd = write(after, 'fits', 'x'.repeat(2000));
    expect(after.stream(fd).node.size).toBe(2000);
    for (let made = 0; ; made++) {
      try {
        after.makeDirectory(after.base(-100), `d${made}`, 0o700);
      } catch {
        expect(made).toBeLessThan(30);
        break;
      }
    }
  });
});

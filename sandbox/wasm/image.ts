import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Archive, PackageFiles } from './archive.ts';
import { type Assets, guestModules, guestPython } from './assets.ts';
import type { ImageFacts } from './guest.memory.ts';
import { type Image, startInterpreter } from './interpreter.ts';

/** Raise it when the layout of the file changes. */
const FORMAT = 2;
const PAGE = 65_536;
const PLAIN = 'python-';
const WITH_PACKAGES = 'packages-';
/** A file that is being written: a worker killed meanwhile leaves it, and the next one removes it. */
const TORN = /^(?:python|packages)-[0-9a-f]{32}\.image\.[0-9a-f]{12}$/;
const WRITING_MS = 60_000;
const KEEP_UNUSED_MS = 7 * 24 * 3600 * 1000;
const ENTRIES = {
  start: ['guest_channel', 'start'],
  answer: ['guest_channel', 'answer'],
  run: ['guest_channel', 'run'],
  cell: ['guest_channel', 'cell'],
};

/** Everything an image depends on; another key is another file. */
const imageKey = (assets: Assets, packages: PackageFiles | null): string => {
  const hash = createHash('sha256');
  const { packages: packagesCode, ...python } = guestPython();
  const parts = [FORMAT, assets.version, process.arch, python, [...guestModules()]];
  hash.update(JSON.stringify(packages === null ? parts : [...parts, packagesCode, packages.hash]));
  return hash.digest('hex').slice(0, 32);
};

/** Starts CPython cold and imports what programs use: once per version, two seconds, with packages ten times as long. */
const buildImage = (assets: Assets, archive: Archive | null): Image => {
  const { setup, packages, modules } = guestPython();
  const interpreter = startInterpreter(assets, { archive }, null, message => {
    throw new Error(message);
  });
  const call = (name: string, ...values: string[]) =>
    interpreter.functionOf(name).applySync(undefined, values, { result: { copy: true } });
  call('runTrusted', setup);
  if (archive !== null) call('runTrusted', packages);
  for (const [name, source] of modules) {
    const load = [
      `module = types.ModuleType(${JSON.stringify(name)})`,
      `sys.modules[${JSON.stringify(name)}] = module`,
      `exec(compile(${JSON.stringify(source)}, ${JSON.stringify(`${name}.py`)}, 'exec'), module.__dict__)`,
    ];
    call('runTrusted', load.join('\n'));
  }
  const factsOf = (entries: object) =>
    JSON.parse(call('facts', JSON.stringify(entries)) as string) as ImageFacts;
  // Entries are found before their modules leave sys.modules; the rest counts when nothing changes any more.
  const { entries } = factsOf(ENTRIES);
  call('runTrusted', 'print(sys.version.split()[0]); settle()');
  const facts = { ...factsOf({}), entries };
  const part = (from: number, to: number) =>
    interpreter.functionOf('part').applySync(undefined, [from, to], { result: { copy: true } }) as Uint8Array;
  const image = {
    base: baseOf(facts, part(0, facts.stackEnd), part(facts.stackPointer, facts.heapEnd)),
    facts,
    python: interpreter.output().stdout.trim(),
    archive,
  };
  interpreter.dispose();
  return image;
};

const shared = (bytes: Uint8Array): SharedArrayBuffer => {
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
};

/** What lies below the dead stack and what lies above it, each in its place. */
const baseOf = ({ stackPointer, heapEnd }: ImageFacts, low: Uint8Array, high: Uint8Array) => {
  const pages = Math.ceil(heapEnd / PAGE);
  const base = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const bytes = new Uint8Array(base.buffer);
  bytes.set(low, 0);
  bytes.set(high, stackPointer);
  return base;
};

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const DIGEST_BYTES = 32;

/** File: sha256 of the rest; length of the facts; facts; both parts of the memory; zip files of packages. */
const encode = ({ base, archive, ...image }: Image): Uint8Array => {
  const { stackEnd, stackPointer, heapEnd } = image.facts;
  const facts = Buffer.from(JSON.stringify({ ...image, sizes: archive?.sizes ?? null }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(facts.length);
  const body = Buffer.concat([
    length,
    facts,
    new Uint8Array(base.buffer, 0, stackEnd),
    new Uint8Array(base.buffer, stackPointer, heapEnd - stackPointer),
    archive === null ? Buffer.alloc(0) : new Uint8Array(archive.bytes),
  ]);
  return Buffer.concat([digest(body), body]);
};

const decode = (file: Buffer): Image | null => {
  const body = file.subarray(DIGEST_BYTES);
  if (!digest(body).equals(file.subarray(0, DIGEST_BYTES))) return null;
  const lowAt = 4 + body.readUInt32LE(0);
  const { facts, python, sizes } = JSON.parse(body.subarray(4, lowAt).toString()) as Pick<
    Image,
    'facts' | 'python'
  > & { readonly sizes: readonly number[] | null };
  const highAt = lowAt + facts.stackEnd;
  const archiveAt = highAt + facts.heapEnd - facts.stackPointer;
  return {
    base: baseOf(facts, body.subarray(lowAt, highAt), body.subarray(highAt, archiveAt)),
    facts,
    python,
    archive: sizes && { bytes: shared(body.subarray(archiveAt)), sizes },
  };
};

const readImage = (path: string): Image | null => {
  try {
    return decode(readFileSync(path));
  } catch {
    return null;
  }
};

/** Writes beside the target, then renames, so that nobody ever reads half an image. */
const writeImage = (folder: string, path: string, prefix: string, image: Image): void => {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, encode(image), { mode: 0o600 });
    renameSync(temporary, path);
    removeOld(folder, path, prefix);
  } catch {
    // A folder that cannot be written costs one cold start per process, nothing else.
    removeQuietly(temporary);
  }
};

const removeQuietly = (path: string): void => {
  try {
    rmSync(path, { force: true });
  } catch {
    // It was never there.
  }
};

/** Images of other versions, and half-written ones, go when nobody has touched them for a week. */
const removeOld = (folder: string, keep: string, prefix: string): void => {
  const oldestMs = Date.now() - KEEP_UNUSED_MS;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.startsWith(prefix) && path !== keep && statSync(path).mtimeMs < oldestMs) removeQuietly(path);
  }
};

const removeTorn = (folder: string): void => {
  try {
    for (const name of readdirSync(folder).filter(name => TORN.test(name)))
      if (statSync(join(folder, name)).mtimeMs < Date.now() - WRITING_MS) removeQuietly(join(folder, name));
  } catch {
    // Nothing is there, or another worker was quicker.
  }
};

/** The image for these assets and packages: from the cache folder, or made now and put there. */
export const loadImage = (
  assets: Assets,
  cacheDirectory: string,
  packages: PackageFiles | null = null,
): { readonly image: Image; readonly cold: boolean } => {
  const prefix = packages === null ? PLAIN : WITH_PACKAGES;
  const path = join(cacheDirectory, `${prefix}${imageKey(assets, packages)}.image`);
  removeTorn(cacheDirectory);
  const cached = readImage(path);
  if (cached !== null) return { image: cached, cold: false };
  const image = buildImage(assets, packages?.archive() ?? null);
  writeImage(cacheDirectory, path, prefix, image);
  return { image, cold: true };
};

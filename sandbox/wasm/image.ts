import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Assets, guestModules, guestPython } from './assets.ts';
import type { ImageFacts } from './guest.machine.ts';
import { type Image, startInterpreter } from './interpreter.ts';

/** Raise it when the layout of the file changes. */
const FORMAT = 1;
const PREFIX = 'python-';
/** A file that is being written: a worker killed meanwhile leaves it, and the next one removes it. */
const TORN = /^python-[0-9a-f]{32}\.image\.[0-9a-f]{12}$/;
const WRITING_MS = 60_000;
const KEEP_UNUSED_MS = 7 * 24 * 3600 * 1000;
const ENTRIES = {
  start: ['guest_channel', 'start'],
  answer: ['guest_channel', 'answer'],
  run: ['guest_channel', 'run'],
};

/** Everything an image depends on; another key is another file. */
const imageKey = (assets: Assets): string => {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([FORMAT, assets.version, process.arch, guestPython(), [...guestModules()]]));
  return hash.digest('hex').slice(0, 32);
};

/** Starts CPython cold and imports what programs use: about two seconds, once per version. */
const buildImage = (assets: Assets): Image => {
  const { setup, modules } = guestPython();
  const interpreter = startInterpreter(assets, null, null, message => {
    throw new Error(message);
  });
  const call = (name: string, ...values: string[]) =>
    interpreter.functionOf(name).applySync(undefined, values, { result: { copy: true } });
  call('runTrusted', setup);
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
    shared(
      interpreter
        .functionOf('part')
        .applySync(undefined, [from, to], { result: { copy: true } }) as Uint8Array,
    );
  const image = {
    low: part(0, facts.stackEnd),
    high: part(facts.stackPointer, facts.heapEnd),
    facts,
    python: interpreter.output().stdout.trim(),
  };
  interpreter.dispose();
  return image;
};

const shared = (bytes: Uint8Array): SharedArrayBuffer => {
  const buffer = new SharedArrayBuffer(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
};

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const DIGEST_BYTES = 32;

/** File: sha256 of the rest; length of the facts; facts; both parts of the memory. */
const encode = (image: Image): Uint8Array => {
  const facts = Buffer.from(JSON.stringify({ facts: image.facts, python: image.python }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(facts.length);
  const body = Buffer.concat([length, facts, new Uint8Array(image.low), new Uint8Array(image.high)]);
  return Buffer.concat([digest(body), body]);
};

const decode = (file: Buffer): Image | null => {
  const body = file.subarray(DIGEST_BYTES);
  if (!digest(body).equals(file.subarray(0, DIGEST_BYTES))) return null;
  const lowAt = 4 + body.readUInt32LE(0);
  const { facts, python } = JSON.parse(body.subarray(4, lowAt).toString()) as Pick<Image, 'facts' | 'python'>;
  const highAt = lowAt + facts.stackEnd;
  return { low: shared(body.subarray(lowAt, highAt)), high: shared(body.subarray(highAt)), facts, python };
};

const readImage = (path: string): Image | null => {
  try {
    return decode(readFileSync(path));
  } catch {
    return null;
  }
};

/** Writes beside the target, then renames, so that nobody ever reads half an image. */
const writeImage = (folder: string, path: string, image: Image): void => {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, encode(image), { mode: 0o600 });
    renameSync(temporary, path);
    removeOld(folder, path);
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
const removeOld = (folder: string, keep: string): void => {
  const oldestMs = Date.now() - KEEP_UNUSED_MS;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.startsWith(PREFIX) && path !== keep && statSync(path).mtimeMs < oldestMs) removeQuietly(path);
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

/** The image for these assets: from the cache folder, or made now and put there. */
export const loadImage = (
  assets: Assets,
  cacheDirectory: string,
): { readonly image: Image; readonly cold: boolean } => {
  const path = join(cacheDirectory, `${PREFIX}${imageKey(assets)}.image`);
  removeTorn(cacheDirectory);
  const cached = readImage(path);
  if (cached !== null) return { image: cached, cold: false };
  const image = buildImage(assets);
  writeImage(cacheDirectory, path, image);
  return { image, cold: true };
};

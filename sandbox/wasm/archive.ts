import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PackagePaths } from '../messages.ts';
import { wheelOf } from './packages.ts';
import { type ZipEntry, zipOf } from './zip.ts';

/** Files of packages as they were read; `hash` changes with any of their bytes. */
export type PackageFiles = { readonly hash: string; archive(): Archive };
/** Zip files one after another, as the guest mounts them. */
export type Archive = { readonly bytes: SharedArrayBuffer; readonly sizes: readonly number[] };

const MAX_BYTES = 128 * 1024 * 1024;
const MAX_FILES = 20_000;
const MAX_DEPTH = 16;
/** Of no use to programs, and half of the bytes. */
const LEFT_OUT = new Set(['__pycache__', 'tests', 'benchmarks']);

/** Reads the packages; what is a folder is packed, wheels are zip files already. @throws Error when they are not readable */
export const readPackages = (paths: PackagePaths): PackageFiles => {
  const parts = Object.entries(paths).map(([name, path]) =>
    wheelOf(path) === null ? readFolder(name, path) : [{ name: '', bytes: readFileSync(path) }],
  );
  const hash = createHash('sha256');
  for (const { name, bytes } of parts.flat()) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  return {
    hash: hash.digest('hex'),
    archive: () => joined(parts.map(part => (part[0]?.name === '' ? part[0].bytes : zipOf(part)))),
  };
};

/** Its modules, in an order that does not depend on the file system. */
const readFolder = (name: string, folder: string): readonly ZipEntry[] => {
  const entries: ZipEntry[] = [];
  let size = 0;
  const walk = (inside: string, path: string, depth: number) => {
    for (const child of readdirSync(path).sort()) {
      const file = join(path, child);
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat?.isDirectory() === true && depth < MAX_DEPTH && !LEFT_OUT.has(child))
        walk(`${inside}/${child}`, file, depth + 1);
      if (stat?.isFile() !== true || !child.endsWith('.py')) continue;
      size += stat.size;
      if (size > MAX_BYTES || entries.length >= MAX_FILES)
        throw new Error(`${folder} is too large for ${name}`);
      entries.push({ name: `${inside}/${child}`, bytes: readFileSync(file) });
    }
  };
  walk(name, folder, 0);
  return entries;
};

const joined = (files: readonly Uint8Array[]): Archive => {
  const sizes = files.map(({ length }) => length);
  const bytes = new SharedArrayBuffer(sizes.reduce((sum, size) => sum + size, 0));
  const target = new Uint8Array(bytes);
  let at = 0;
  for (const file of files) {
    target.set(file, at);
    at += file.length;
  }
  return { bytes, sizes };
};

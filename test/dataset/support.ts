import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type DataFile, EurusError } from '../../src/core/index.ts';

/** A folder that is removed when the test is over. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'eurus-dataset-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Writes a file, with its folders, and returns its path. */
export const write = (folder: string, path: string, content: string | Uint8Array): string => {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
  return target;
};

/** The facts of an upstream file with this content. */
export const factsOf = (
  path: string,
  content: string | Uint8Array,
  url = `http://upstream/${path}`,
): DataFile => {
  const bytes = Buffer.from(content);
  return {
    path,
    url,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    source: 'someone/something',
    licence: 'MIT',
  };
};

/** A byte stream of the given pieces, chunk by chunk. */
export async function* chunksOf(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
};

export const textOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> =>
  Buffer.concat(await collect(chunks)).toString('utf8');

/** The EurusError that an action ends with; anything else fails the test. */
export const eurusErrorOf = async (action: () => unknown): Promise<EurusError> => {
  try {
    await action();
  } catch (error) {
    if (error instanceof EurusError) return error;
    throw error;
  }
  throw new Error('expected an EurusError, but nothing was thrown');
};

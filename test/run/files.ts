import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a run of `b.cot`, judged by `exact`, keeps what it has. */
export const completionsFile = join('completions', 'b.cot.jsonl');
export const verdictsFile = join('verdicts', 'b.cot.exact.jsonl');

/** The records of a file of a run directory. */
export const records = async (
  directory: string,
  ...path: readonly string[]
): Promise<readonly Record<string, unknown>[]> => {
  const text = await readFile(join(directory, ...path), 'utf8');
  if (!text.endsWith('\n') && text !== '') throw new Error(`${path.join('/')} does not end with a newline`);
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
};

export const keysOf = (found: readonly Record<string, unknown>[]): readonly unknown[] =>
  found.map(({ key }) => key).sort();

/** A JSON file of a run directory, of which a test knows the shape. */
export const json = async <T = Record<string, unknown>>(
  directory: string,
  ...path: readonly string[]
): Promise<T> => JSON.parse(await readFile(join(directory, ...path), 'utf8'));

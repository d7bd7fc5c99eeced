import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer } from '../../src/scripted/index.ts';

/** A model that says the same to the same question and trial, whoever asks; right in three of five. */
export const startSameModel = (padding = '') =>
  startServer({
    models: ['m'],
    answer: ({ lastUserText, seed }) => {
      const [, id = '', n = ''] = /^(\w+) question (\d+)$/.exec(lastUserText) ?? [];
      const chance = createHash('sha256').update(`${seed} ${lastUserText}`).digest().readUInt32BE() / 2 ** 32;
      return chance < 0.6 ? `${id} answer ${n}` : `${id} answer to something else, ${seed}${padding}`;
    },
  });

/** The command of a run, which all shards have in common. */
export const runCommand = (benchmarks: readonly string[], url: string, results: string) => [
  ...['run', ...benchmarks, '--model', 'vllm/m', '--base-url', url, '--n', '2', '--k', '1,2', '--seed', '0'],
  ...['--results', results],
];

/** The files of a directory by name, as they stand. */
export const filesIn = (directory: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter(file => file.isFile())
      .map(file => join(file.parentPath, file.name))
      .sort()
      .map(path => [path.slice(directory.length + 1), readFileSync(path, 'utf8')]),
  );

/** The text of a summary without the time that was taken. */
export const withoutTime = (text: string): string =>
  text.replaceAll(/"duration_s": [\d.]+/g, '"duration_s": 0');

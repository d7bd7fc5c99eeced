import { basename } from 'node:path';
import { EurusError, oneLine } from '../core/index.ts';
import { partsOf, taskIn } from './task-names.ts';

/**
 * Of the sample files in a folder of lm-evaluation-harness those of one benchmark. Its tasks number their samples from 0
 * each, so answers to one task would be taken for trials of another.
 * @param files as `sampleFilesIn` finds them, one a task
 * @throws EurusError `USAGE` when it cannot be told which they are
 */
export const filesOfBenchmark = (
  files: readonly string[],
  { benchmark, protocol }: { readonly benchmark: string; readonly protocol: string },
): readonly string[] => {
  if (files.length <= 1) return files;
  const named = files.map(path => ({ path, task: taskIn(basename(path)) ?? '' }));
  const pathsOf = (wanted: (task: string) => boolean): readonly string[] =>
    named.filter(({ task }) => wanted(task)).map(({ path }) => path);
  const parts = partsOf(benchmark);
  const choices = [
    pathsOf(task => task === `${benchmark}.${protocol}`), // as our own exports name it
    parts === undefined ? [] : pathsOf(task => parts.test(task)),
    pathsOf(task => dashed(task) === dashed(benchmark)),
    pathsOf(task => dashed(task.split('.')[0] ?? '') === dashed(benchmark)),
    pathsOf(task => dashed(task).startsWith(`${dashed(benchmark)}-`)),
  ];
  const found = choices.find(({ length }) => length > 0) ?? files;
  const tasks = named.flatMap(({ path, task }) => (found.includes(path) ? [task] : []));
  // One file a part, unless a part was asked in two ways.
  const apart =
    parts !== undefined && found === choices[1] && allDiffer(tasks.map(task => task.replace(parts, '')));
  if (found.length === 1 || apart) return found;
  throw new EurusError(
    'USAGE',
    `The folder has samples of ${tasks.length} tasks, and any may be ${benchmark}: ${oneLine(tasks.join(', '), 300)}.`,
    { hint: 'Name the one file instead of the folder.' },
  );
};

const allDiffer = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;

const dashed = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

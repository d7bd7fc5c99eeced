import { type Dataset, EurusError, type Row } from '../../src/core/index.ts';
import { readJson, readText, records } from '../../src/dataset/index.ts';
import { bbhTasks } from './source.ts';

/** A row's value: an example of a task with the task's few-shot text. */
export type BbhRow = { readonly task: string; readonly prompt: string; readonly example: unknown };

const files = bbhTasks.flatMap(({ examples, prompt }) => [examples, prompt]);
const count = bbhTasks.reduce((sum, { rows }) => sum + rows, 0);

/** All examples of all tasks, task after task, each with the worked exemplars of its task. */
export const bbhDataset: Dataset = records(files, count, async function* (source): AsyncGenerator<Row> {
  for (const { name, examples, prompt } of bbhTasks) {
    if (!source.has(examples) || !source.has(prompt)) continue;
    const fewShot = await readText(source, prompt);
    const file = source.nameOf(examples);
    for (const [index, example] of examplesIn(await readJson(source, examples), file).entries()) {
      yield { file, index, line: null, value: { task: name, prompt: fewShot, example } satisfies BbhRow };
    }
  }
});

const examplesIn = (whole: unknown, file: string): readonly unknown[] => {
  const list =
    typeof whole === 'object' && whole !== null && 'examples' in whole ? whole.examples : undefined;
  if (Array.isArray(list)) return list;
  throw new EurusError('DATA_CORRUPT', `${file}: expected an object with a list "examples"`);
};

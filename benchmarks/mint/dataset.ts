import type { Dataset, Row } from '../../src/core/index.ts';
import { jsonlRows, readText, records } from '../../src/dataset/index.ts';
import { type MintTask, mintTasks, templateFile } from './source.ts';

/** A row's value: a question of a task, with the texts that its prompt is made of. */
export type MintRow = {
  readonly task: MintTask['name'];
  readonly split: MintTask['split'];
  readonly template: string;
  readonly example: string;
  readonly question: unknown;
};

const files = [templateFile, ...new Set(mintTasks.flatMap(({ questions, example }) => [questions, example]))];
const count = mintTasks.reduce((sum, { rows }) => sum + rows, 0);

/** All questions of the five tasks, task after task. The long texts of the prompts come from files of the data too. */
export const mintDataset: Dataset = records(files, count, async function* (source): AsyncGenerator<Row> {
  if (!source.has(templateFile)) return;
  const template = await readText(source, templateFile);
  for (const { name: task, split, questions, example: file } of mintTasks) {
    if (!source.has(questions) || !source.has(file)) continue;
    const example = await readText(source, file);
    for await (const row of jsonlRows(source.open(questions), source.nameOf(questions))) {
      yield { ...row, value: { task, split, template, example, question: row.value } satisfies MintRow };
    }
  }
});

import type { Dataset, Row } from '../../src/core/index.ts';
import { csvRows, records } from '../../src/dataset/index.ts';
import { subjects } from './source.ts';

/** A row's value: a question of a subject, with the worked examples of the subject. */
export type MmluRow = {
  readonly subject: string;
  readonly question: unknown;
  readonly examples: readonly unknown[];
};

const columns = ['question', 'A', 'B', 'C', 'D', 'answer'];

const files = subjects.flatMap(({ questions, examples }) => [questions, examples]);
const count = subjects.reduce((sum, { rows }) => sum + rows, 0);

/** All questions of all subjects, subject after subject, each with the five worked examples of its subject. */
export const mmluDataset: Dataset = records(files, count, async function* (source): AsyncGenerator<Row> {
  for (const { name: subject, questions, examples } of subjects) {
    if (!source.has(questions) || !source.has(examples)) continue;
    const worked: unknown[] = [];
    for await (const { value } of csvRows(source.open(examples), source.nameOf(examples), { columns })) {
      worked.push(value);
    }
    for await (const row of csvRows(source.open(questions), source.nameOf(questions), { columns })) {
      yield { ...row, value: { subject, question: row.value, examples: worked } satisfies MmluRow };
    }
  }
});

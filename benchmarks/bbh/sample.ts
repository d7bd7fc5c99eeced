import type { Row, Sample } from '../../src/core/index.ts';
import { text } from '../../src/dataset/index.ts';

export type BbhSample = Sample & {
  readonly task: string;
  /** Description and three worked exemplars of the task, without the lines that head the file. */
  readonly fewShot: string;
};

/** The line under the canary: what follows it is the prompt. */
const headerEnd = '-----\n';

export const toSample = (row: Row): BbhSample => {
  const task = text(row, 'task');
  const prompt = text(row, 'prompt');
  const header = prompt.indexOf(headerEnd);
  return {
    id: `${task}/${row.index}`,
    input: text(row, ['example', 'input']),
    target: text(row, ['example', 'target']),
    groups: { task },
    task,
    fewShot: header === -1 ? prompt : prompt.slice(header + headerEnd.length),
  };
};

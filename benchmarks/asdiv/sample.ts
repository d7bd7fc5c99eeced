import type { Row, Sample } from '../../src/core/index.ts';
import { text } from '../../src/dataset/index.ts';

/** `target` is an integer, a decimal number, or a ratio (`9:2`); `id` the row's number within the test split. */
export const asdivSample = (row: Row): Sample => {
  const target = text(row, ['Output Answer', 0]);
  return {
    id: String(row.index),
    input: text(row, 'Input'),
    target,
    groups: { answer: answerKind(target) },
  };
};

const answerKind = (target: string): string => {
  if (target.includes(':')) return 'ratio';
  return target.includes('.') ? 'decimal' : 'integer';
};

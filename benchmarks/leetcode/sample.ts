import type { Row, Sample } from '../../src/core/index.ts';
import { text } from '../../src/dataset/index.ts';
import { severalAnswers } from './several-answers.ts';

/** `input` is the statement with the skeleton. There is no reference solution: `target` is the tests themselves. */
export type LeetcodeSample = Sample & {
  /** The code that the statement ends with: `class Solution` with one method, and what the method needs. */
  readonly skeleton: string;
};

export const toSample = (row: Row): LeetcodeSample => {
  const id = text(row, 'task_id');
  const input = text(row, 'prompt_sft');
  return {
    id,
    input,
    target: text(row, 'test'),
    skeleton: skeletonIn(input),
    groups: {
      difficulty: text(row, ['meta', 'difficulty']),
      contest: id.startsWith('biweekly') ? 'biweekly' : 'weekly',
      answers: severalAnswers.has(id) ? 'several' : 'one',
    },
  };
};

const opening = '```python\n';

/** The last fenced block of the statement, without the blank line that stands for the body. */
const skeletonIn = (statement: string): string => {
  const start = statement.lastIndexOf(opening) + opening.length;
  return statement.slice(start, statement.indexOf('\n```', start)).trim();
};

/** The definition of `ListNode` that a skeleton has in front of `class Solution`, or nothing. */
export const nodeClassOf = ({ skeleton }: LeetcodeSample): string => {
  const start = skeleton.indexOf('class ListNode');
  return start === -1 ? '' : skeleton.slice(start, skeleton.indexOf('class Solution'));
};

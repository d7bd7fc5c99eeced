import type { Row, Sample } from '../../src/core/index.ts';
import { text } from '../../src/dataset/index.ts';

/** `target` is the answer, or `None` where the question cannot be answered. */
export type GsmPlusSample = Sample & {
  /** The worked solution with its last line `#### X`, as it stands in the file. */
  readonly solution: string;
};

/** The gold of a question that lacks something needed to answer it. */
const noAnswerGold = 'None';

export const isAnswerable = ({ target }: Sample): boolean => target !== noAnswerGold;

export const toSample = (row: Row): GsmPlusSample => {
  const target = text(row, 'answer');
  return {
    id: String(row.index),
    input: text(row, 'question'),
    target,
    groups: {
      type: text(row, 'perturbation_type'),
      answerable: target === noAnswerGold ? 'no' : 'yes',
    },
    solution: text(row, 'solution'),
  };
};

/** How groups are listed; `answerable: yes` is the score without critical thinking. */
export const groupOrder = {
  answerable: ['yes', 'no'],
  type: [
    'numerical substitution',
    'digit expansion',
    'integer-decimal-fraction conversion',
    'adding operation',
    'reversing operation',
    'problem understanding',
    'distraction insertion',
    'critical thinking',
  ],
} as const;

import type { Row, Sample } from '../../src/core/index.ts';
import { type Field, list, text } from '../../src/dataset/index.ts';
import { categories } from './categories.ts';

export const letters = ['A', 'B', 'C', 'D'] as const;

/** A question with its four choices, all exactly as in the file. */
export type Question = {
  readonly question: string;
  readonly choices: Readonly<Record<(typeof letters)[number], string>>;
  readonly answer: string;
};

/** `input` is the question, `target` the letter of the right choice. */
export type MmluSample = Sample &
  Question & {
    readonly subject: string;
    /** The worked examples of the subject, in the order of their file. */
    readonly examples: readonly Question[];
  };

export const toSample = (row: Row): MmluSample => {
  const subject = text(row, 'subject');
  const asked = questionAt(row, ['question']);
  return {
    id: `${subject}/${row.index}`,
    input: asked.question,
    target: asked.answer,
    groups: { category: categories.get(subject) ?? 'other', subject },
    ...asked,
    subject,
    examples: list(row, 'examples').map((_, index) => questionAt(row, ['examples', index])),
  };
};

const questionAt = (row: Row, path: Exclude<Field, string>): Question => ({
  question: text(row, [...path, 'question']),
  choices: {
    A: text(row, [...path, 'A']),
    B: text(row, [...path, 'B']),
    C: text(row, [...path, 'C']),
    D: text(row, [...path, 'D']),
  },
  answer: text(row, [...path, 'answer']),
});

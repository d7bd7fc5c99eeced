import type { Row, Sample } from '../../src/core/index.ts';
import { integer, text } from '../../src/dataset/index.ts';

/** `input` is body and question as one text, with one full stop between them; `target` an integer. */
export type SvampSample = Sample & {
  /** The situation; 642 of 1,000 end in a full stop. */
  readonly body: string;
  readonly question: string;
};

export const svampSample = (row: Row): SvampSample => {
  const [body, question, type] = [text(row, 'Body'), text(row, 'Question'), text(row, 'Type')];
  return {
    id: text(row, 'ID'),
    input: `${body}${body.endsWith('.') ? '' : '.'} ${question}`,
    // In the file `51.0`; the scripts read it as the integer it is.
    target: String(integer(row, 'Answer')),
    // One row misspells its type.
    groups: { type: type === 'Common-Divison' ? 'Common-Division' : type },
    body,
    question,
  };
};

/** The question as the Eurus scripts write it: always with a full stop, so that most bodies end in two. */
export const publishedQuestion = ({ body, question }: SvampSample): string => `${body}. ${question}`;

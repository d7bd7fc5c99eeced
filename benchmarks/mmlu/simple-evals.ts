import { type Extraction, found, notFound } from '../../src/core/index.ts';

/** What `normalize_response` of simple-evals deletes, one after another in this order. */
const deleted = [
  '**',
  '$\\boxed{',
  '}$',
  '\\$',
  '$\\text{',
  '$',
  '\\mathrm{',
  '\\{',
  '\\text',
  '\\(',
  '\\mathbf{',
  '{',
  '\\boxed',
];

/**
 * The letter behind the first `Answer:`, in any case, that has one. (The reference goes on to the same word in other
 * languages, which matters for MMLU's translations.) A lower-case letter is found and is wrong.
 */
export const simpleEvalsAnswer = (text: string): Extraction => {
  const plain = deleted.reduce((rest, mark) => rest.replaceAll(mark, ''), text);
  const letter = /answer\s*:[ \t]*([A-D])/i.exec(plain)?.[1];
  return letter === undefined
    ? notFound('no letter behind "Answer:"')
    : found(letter, 'behind the first "Answer:"');
};

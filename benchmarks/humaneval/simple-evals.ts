import { type Completion, type Extraction, found, notFound } from '../../src/core/index.ts';
import type { HumanEvalSample } from './sample.ts';

const opening = '```python\n';

/**
 * The rule of simple-evals, to the letter: the first python block, else the whole answer; of it what follows the first
 * line that ends in a colon before an indented one, which is taken for the signature. Where there is no such line the
 * first character is lost. The rest continues the benchmark's prompt.
 */
export const simpleEvalsProgram = (completion: Completion, { input }: HumanEvalSample): Extraction => {
  const { text, form, prefill } = completion;
  if (text.trim() === '') return notFound('the completion is empty');
  if (form === 'solution') return found(text, 'whole program');
  if (form === 'continuation') return found(input + text, 'prompt + completion');
  // What was started for the model is part of its answer.
  const code = firstBlock((prefill ?? '') + text);
  const body = code.slice(code.indexOf(':\n    ') + 2);
  return body.trim() === ''
    ? notFound('nothing follows the signature')
    : found(input + body, 'what follows the signature in the first python block, under the prompt');
};

const firstBlock = (text: string): string => {
  const start = text.indexOf(opening);
  if (start === -1) return text;
  const from = start + opening.length;
  const end = text.indexOf('```', from);
  return end === -1 ? text : text.slice(from, end);
};

import { type Completion, type Extraction, found, notFound } from '../../src/core/index.ts';
import { afterReasoning, closingFence, codeBlocks } from '../../src/extract/index.ts';
import type { LeetcodeSample } from './sample.ts';

/**
 * The model's code: in an answer that was started for it, up to the first fence that starts a line; in a free answer the
 * last block that defines `Solution`.
 */
export const strictCode = ({ text, prefill }: Completion, sample: LeetcodeSample): Extraction => {
  const free = afterReasoning(answer => freeAnswer(answer, sample));
  if (prefill === null) return free(text);
  const end = closingFence(prefill + text, prefill.length) - prefill.length;
  const code = end < 0 ? text : text.slice(0, end);
  // Some models open a block of their own, which closes the one that was opened for them.
  if (code.trim() === '') return free(text);
  return whole(code, end < 0 ? 'started block' : 'started block, up to the closing fence', sample);
};

const freeAnswer = (text: string, sample: LeetcodeSample): Extraction => {
  const blocks = codeBlocks(text).map(({ code }) => code);
  const defining = blocks.filter(definesSolution).at(-1);
  if (defining !== undefined) return found(defining, 'last code block that defines Solution');
  if (blocks.length === 0 && definesSolution(text)) return found(text, 'the whole text, which is code');
  const body = (blocks.length === 0 ? [text] : blocks).filter(isBody).at(-1);
  return body === undefined
    ? notFound('no code block that defines Solution')
    : whole(body, 'an indented body', sample);
};

/** A class as it is; a body with the skeleton in front of it. */
export const whole = (code: string, how: string, { skeleton }: LeetcodeSample): Extraction =>
  isBody(code)
    ? found(`${skeleton}\n${withoutBlankStart(code)}`, `${how}, for the skeleton`)
    : found(code, how);

const definesSolution = (code: string): boolean => /^class Solution\b/m.test(code);

const isBody = (code: string): boolean => /^ {8}[ \t]*\S/.test(withoutBlankStart(code));

const withoutBlankStart = (code: string): string => {
  const lines = code.split('\n');
  const first = lines.findIndex(line => line.trim() !== '');
  return first === -1 ? '' : lines.slice(first).join('\n');
};

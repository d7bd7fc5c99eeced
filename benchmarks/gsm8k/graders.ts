import type { Grader } from '../../src/core/index.ts';
import { afterLast, boxed, firstOf, lastNumber } from '../../src/extract/index.ts';
import { mathEquivalence } from '../../src/score/index.ts';
import type { Gsm8kSample } from './sample.ts';

const strictAnswer = firstOf(boxed, afterLast(['answer:', 'answer is', '####']), lastNumber);

export const strict: Grader<Gsm8kSample> = {
  title:
    'last \\boxed, else the line after the last answer marker, else the last number; equal as mathematics',
  version: 1,
  extract: ({ text }) => strictAnswer(text),
  score: mathEquivalence(),
};

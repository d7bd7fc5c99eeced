import { correct, incorrect, type Judgement, noAnswer, type Scorer } from '../core/index.ts';
import { sameText, withSameAnswer } from './same-answer.ts';
import { shown } from './shown.ts';

/** Correct when the answer is the target, character by character. */
export const exactMatch: Scorer = withSameAnswer(({ sample, extraction }): Judgement => {
  if (!extraction.found) return noAnswer(extraction.why);
  const { value } = extraction;
  return value === sample.target
    ? correct(`the answer is ${shown(value)}`)
    : incorrect(`the answer is ${shown(value)}, expected ${shown(sample.target)}`);
}, sameText);

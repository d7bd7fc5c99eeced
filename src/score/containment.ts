import { correct, incorrect, type Judgement, noAnswer, pythonStrip, type Scorer } from '../core/index.ts';
import { shown } from './shown.ts';

/** Correct when the target stands anywhere in the extracted text; case matters. */
export const containment: Scorer = ({ sample, extraction }): Judgement => {
  if (!extraction.found) return noAnswer(extraction.why);
  const target = pythonStrip(sample.target);
  return extraction.value.includes(target)
    ? correct(`the text contains ${shown(target)}`)
    : incorrect(`the text does not contain ${shown(target)}`);
};

import { type ReferenceEquality, referenceEquality } from './decision.ts';
import { gradeAnswer } from './grade-answer.ts';
import { stripString } from './lenient-form.ts';

/** The PRM800K grader as it was published; null where only its algebra step could tell. */
export const prm800kEqual = (gold: string, pred: string): ReferenceEquality =>
  referenceEquality(gradeAnswer(pred, gold, 'prm800k'), 'the PRM800K grader', gold, pred);

/** The string comparison of the MATH benchmark's own scripts; where it raises, the texts as they are. */
export const hendrycksEqual = (
  gold: string,
  pred: string,
): { readonly equal: boolean; readonly reason: string } => {
  const [goldForm, predForm] = [stripString(gold, 'prm800k'), stripString(pred, 'prm800k')];
  const equal = goldForm === null || predForm === null ? gold === pred : goldForm === predForm;
  return {
    equal,
    reason: `${equal ? 'the same' : 'not the same'} text after the normalization of the MATH scripts`,
  };
};

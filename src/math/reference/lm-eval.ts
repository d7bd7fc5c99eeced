import { type ReferenceEquality, referenceEquality } from './decision.ts';
import { latexDifference } from './latex-difference.ts';
import { stripString } from './lenient-form.ts';
import { minervaForm } from './minerva-form.ts';

/** Longest text that is brought into a normal form; a longer one is no answer. */
const maxLength = 4096;

/**
 * lm-eval's `hendrycks_math`: the string comparison of the MATH scripts. Its copy raises where only one slash stands
 * between other things than integers, and then compares the texts as they are.
 */
export const lmEvalHendrycksEqual = (gold: string, pred: string): ReferenceEquality => {
  const [goldForm, predForm] = [gold, pred].map(text => {
    const form = stripString(text, 'prm800k');
    return form === null || raisesAtSlash(form) ? null : form;
  });
  const raised = typeof goldForm !== 'string' || typeof predForm !== 'string';
  const equal = raised ? gold === pred : goldForm === predForm;
  const how = raised ? 'as it is' : 'after the normalization of the MATH scripts';
  return { equal, reason: `${equal ? 'the same' : 'not the same'} text ${how}` };
};

/** Python's `int()` of a side fails, with other than an assertion. */
const raisesAtSlash = (form: string): boolean => {
  const sides = form.split('/');
  return sides.length === 2 && !sides.every(side => /^\s*[+-]?\p{Nd}+(?:_\p{Nd}+)*\s*$/u.test(side));
};

/** lm-eval's `minerva_math`: two normal forms that are one expression to a LaTeX parser and an algebra system. */
export const minervaEqual = (gold: string, pred: string): ReferenceEquality => {
  if (pred.length > maxLength || gold.length > maxLength)
    return { equal: false, reason: `longer than ${maxLength} characters` };
  return referenceEquality(
    latexDifference(minervaForm(gold), minervaForm(pred)),
    'the Minerva rule',
    gold,
    pred,
  );
};

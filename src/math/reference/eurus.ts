import { type Decision, type ReferenceEquality, referenceEquality } from './decision.ts';
import { gradeAnswer } from './grade-answer.ts';
import { mathEqual } from './math-equal.ts';

/** Revision E3: the PRM800K grader, then `math_equal`, with two values of π where one is mentioned. */
export const eurusEqual = (gold: string, pred: string): ReferenceEquality => {
  const graded = gradeAnswer(pred, gold);
  if (graded === 'equal') return referenceEquality(graded, 'the PRM800K grader', gold, pred);
  const compared = compareWithPi(pred, gold);
  const open = graded === 'symbolic' && compared !== 'equal';
  return referenceEquality(open ? graded : compared, 'math_equal', gold, pred);
};

/** Revisions E1 and E2: `math_equal` alone; `twoPis` is their rule for MATH, not for word problems. */
export const eurus2404Equal = (
  gold: string,
  pred: string,
  { twoPis }: { readonly twoPis: boolean },
): ReferenceEquality => {
  const compared = twoPis ? compareWithPi(pred, gold) : mathEqual(pred, gold);
  return referenceEquality(compared, 'math_equal', gold, pred);
};

const schoolPi = 3.14;

const compareWithPi = (pred: string, gold: string): Decision => {
  if (!pred.includes('\\pi') && !gold.includes('\\pi')) return mathEqual(pred, gold);
  const decisions = [Math.PI, schoolPi].map(pi => mathEqual(pred, gold, pi));
  return (['raised', 'equal', 'symbolic'] as const).find(one => decisions.includes(one)) ?? 'different';
};

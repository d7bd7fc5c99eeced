import type { Decision } from './decision.ts';
import { gradeAnswer } from './grade-answer.ts';
import { mathEqual } from './math-equal.ts';

/** How an answer compares by a rule of the Eurus scripts; `null`: only their symbolic step could tell. */
export type EurusEquality = { readonly equal: boolean | null; readonly reason: string };

/** Revision E3: the PRM800K grader, then `math_equal`, with two values of π where one is mentioned. */
export const eurusEqual = (gold: string, pred: string): EurusEquality => {
  const graded = gradeAnswer(pred, gold);
  if (graded === 'equal') return { equal: true, reason: 'equal for the PRM800K grader' };
  const compared = compareWithPi(pred, gold);
  if (compared === 'equal') return { equal: true, reason: 'equal for math_equal' };
  if (graded === 'symbolic' || compared === 'symbolic') return undecided;
  return { equal: false, reason: different(compared, gold, pred) };
};

/** Revisions E1 and E2: `math_equal` alone; `twoPis` is their rule for MATH, not for word problems. */
export const eurus2404Equal = (
  gold: string,
  pred: string,
  { twoPis }: { readonly twoPis: boolean },
): EurusEquality => {
  const compared = twoPis ? compareWithPi(pred, gold) : mathEqual(pred, gold);
  if (compared === 'equal') return { equal: true, reason: 'equal for math_equal' };
  return compared === 'symbolic' ? undecided : { equal: false, reason: different(compared, gold, pred) };
};

const schoolPi = 3.14;

const compareWithPi = (pred: string, gold: string): Decision => {
  if (!pred.includes('\\pi') && !gold.includes('\\pi')) return mathEqual(pred, gold);
  const decisions = [Math.PI, schoolPi].map(pi => mathEqual(pred, gold, pi));
  return (['raised', 'equal', 'symbolic'] as const).find(one => decisions.includes(one)) ?? 'different';
};

const undecided: EurusEquality = {
  equal: null,
  reason: 'what the computer algebra system of the reference makes of this text is not known here',
};

const different = (decision: Decision, gold: string, pred: string): string =>
  decision === 'raised'
    ? `the reference raises an error on ${quoted(pred)} against ${quoted(gold)}`
    : `${quoted(pred)} is not ${quoted(gold)}`;

const quoted = (text: string): string => JSON.stringify(text.length <= 80 ? text : `${text.slice(0, 77)}...`);

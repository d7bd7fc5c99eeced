import type { Grader } from '../../src/core/index.ts';
import { betweenDollars, boxed, minervaAnswer, printedAnswerText } from '../../src/extract/index.ts';
import { hendrycksMath, lmEvalHendrycksMath, minervaMath, prm800kMath } from '../../src/score/index.ts';
import { cotGraders, onPrinted, potGraders, qwenGraders } from '../eurus-math/graders.ts';
import { mathBox } from './box.ts';

const prm800k: Grader = {
  title:
    'PRM800K: the last box; equal after two normal forms, else by sympy; unscored where that is not known',
  version: 1,
  extract: ({ text }) => boxed(text),
  score: prm800kMath(),
};

const hendrycks: Grader = {
  title: 'the MATH scripts: the last box; the same text after their normalization',
  version: 1,
  extract: ({ text }) => mathBox(text),
  score: hendrycksMath(),
};

const lmEvalHendrycks: Grader = {
  title: 'lm-eval hendrycks_math: between the first and the last dollar sign; the same text as for hendrycks',
  version: 1,
  extract: ({ text }) => betweenDollars(text),
  score: lmEvalHendrycksMath(),
};

const lmEvalMinerva: Grader = {
  title: 'lm-eval minerva_math: after "Final Answer: The final answer is"; Minerva form, then sympy',
  version: 1,
  extract: ({ text }) => minervaAnswer(text),
  score: minervaMath(),
};

// The Eurus script for MATH takes π for 3.14 too.
const eurusOptions = { twoPis: true };

/** For answers in words. */
export const writtenGraders: Readonly<Record<string, Grader>> = {
  ...cotGraders(eurusOptions),
  prm800k,
  hendrycks,
  'lm-eval-hendrycks': lmEvalHendrycks,
  'lm-eval-minerva': lmEvalMinerva,
  ...qwenGraders.cot,
};

/** A program needs no box around what it prints. */
const printed: Grader['extract'] = ({ text }) => printedAnswerText(text);

/** For programs. lm-eval's two are left out: they want the sentences of its own prompts. */
export const programGraders: Readonly<Record<string, Grader>> = {
  ...potGraders(eurusOptions),
  prm800k: onPrinted(
    prm800k,
    'PRM800K on what the last cell of the program prints; no program: the last box',
    printed,
  ),
  hendrycks: onPrinted(
    hendrycks,
    'the MATH scripts on what the last cell of the program prints; no program: the last box',
    printed,
  ),
  ...qwenGraders.pot,
};

import type { Extraction, Finder } from '../../src/core/index.ts';
import { boxed, eurus2404Answer, eurusAnswer, finalAnswer, qwenAnswer } from '../../src/extract/index.ts';
import {
  equal,
  eurus2404Equal,
  eurusEqual,
  hendrycksEqual,
  lmEvalHendrycksEqual,
  minervaEqual,
  prm800kEqual,
  qwenEqual,
} from '../../src/math/index.ts';

type Compare = (gold: string, answer: string) => { readonly equal: boolean | null };

const grader =
  (answerIn: Finder, compare: Compare) =>
  (completion: string, gold: string): string => {
    const extraction: Extraction = answerIn(completion);
    if (!extraction.found) return 'no-answer';
    const verdict = compare(gold, extraction.value).equal;
    return verdict === null ? 'unscored' : verdict ? 'correct' : 'incorrect';
  };

/** What each grader says of a completion; those that others feed with the boxed answer look for a box. */
export const graders = {
  strict: grader(finalAnswer, equal),
  eurus: grader(eurusAnswer, eurusEqual),
  'eurus-2404': grader(eurus2404Answer, (gold, answer) => eurus2404Equal(gold, answer, { twoPis: true })),
  qwen: grader(qwenAnswer, qwenEqual),
  prm800k: grader(boxed, prm800kEqual),
  hendrycks: grader(boxed, hendrycksEqual),
  'lm-eval-hendrycks': grader(boxed, lmEvalHendrycksEqual),
  'lm-eval-minerva': grader(boxed, minervaEqual),
} as const;

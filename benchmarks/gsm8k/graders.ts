import { type Extraction, found, type Grader, notFound } from '../../src/core/index.ts';
import { gsmPlusAnswer, lastNumber } from '../../src/extract/index.ts';
import { comparison, exactMatch, nearNumber } from '../../src/score/index.ts';
import { cotGraders, potGraders } from '../eurus-math/graders.ts';
import { flexibleExtract, lmEvalEqual, strictMatch } from './lm-eval.ts';
import type { Gsm8kSample } from './sample.ts';

type Gsm8kGrader = Grader<Gsm8kSample>;

const { strict, eurus, 'eurus-2404': eurus2404 } = cotGraders<Gsm8kSample>({ twoPis: false });

/** The pattern's number keeps a dot that ends the sentence, so that `#### 18.` is not 18. */
const openaiAnswer = (text: string): Extraction => {
  const number = /#### (-?[0-9.,]+)/.exec(text)?.[1];
  return number === undefined
    ? notFound('no number after "#### "')
    : found(number.replaceAll(',', ''), 'first "#### "');
};

const openai: Gsm8kGrader = {
  title: 'grade-school-math: first number after "#### ", the same text as the gold',
  version: 1,
  extract: ({ text }) => openaiAnswer(text),
  score: exactMatch,
};

const lmEvalStrict = (lead: '#### ' | 'The answer is '): Gsm8kGrader => {
  const match = strictMatch(lead);
  return {
    title: `lm-eval strict-match: first number after "${lead}", the same text as the gold`,
    version: 1,
    extract: ({ text }) => match(text),
    score: comparison(lmEvalEqual, sample => sample.solution),
  };
};

const lmEvalFlexible: Gsm8kGrader = {
  title: 'lm-eval flexible-extract: last number, the same text as the gold',
  version: 1,
  extract: ({ text }) => flexibleExtract(text),
  score: comparison(lmEvalEqual, sample => sample.solution),
};

const gsmPlusCot: Gsm8kGrader = {
  title: 'GSM-Plus: number of the last "####" line, else last number; equal values',
  version: 1,
  extract: ({ text }) => gsmPlusAnswer(text),
  score: nearNumber(0),
};

const simpleNumber: Gsm8kGrader = {
  title: 'last number, equal to the gold within a relative 1e-6; a check on the others',
  version: 2,
  extract: ({ text }) => lastNumber(text),
  score: nearNumber(1e-6),
};

/** Every grader of written answers; `lead` is what the prompt's exemplars put before the answer, for lm-eval's strict match. */
export const gradersFor = (lead: '#### ' | 'The answer is '): Readonly<Record<string, Gsm8kGrader>> => ({
  strict,
  openai,
  'lm-eval-strict': lmEvalStrict(lead),
  'lm-eval-flexible': lmEvalFlexible,
  'gsm-plus-cot': gsmPlusCot,
  'simple-number': simpleNumber,
  eurus,
  'eurus-2404': eurus2404,
});

/** For programs of thought. */
export const pot = potGraders<Gsm8kSample>({ twoPis: false });

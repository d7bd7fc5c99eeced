import type { Grader } from '../../src/core/index.ts';
import { finalAnswer, gsmPlusAnswer, gsmPlusRefusal, printedAnswerText } from '../../src/extract/index.ts';
import {
  comparison,
  gsmPlusMath,
  mathEquivalence,
  printedEquivalence,
  programOfThought,
} from '../../src/score/index.ts';
import { cotGraders, onPrinted, potGraders } from '../eurus-math/graders.ts';
import { notebook } from '../eurus-math/programs.ts';
import { flexibleExtract, lmEvalEqual, strictMatch } from '../gsm8k/lm-eval.ts';
import { printedRefusal, refusalOr } from './refusal.ts';
import { type GsmPlusSample, isAnswerable } from './sample.ts';

type GsmPlusGrader = Grader<GsmPlusSample>;
type Graders = Readonly<Record<string, GsmPlusGrader>>;

const finalOrRefusal = refusalOr(finalAnswer);
const printedOrRefusal = refusalOr(printedAnswerText);

const strict: GsmPlusGrader = {
  title:
    'closing sentence, last box, after the last answer marker, last formula or number; or a refusal where there is none',
  version: 5,
  extract: ({ text }, sample) => finalOrRefusal(text, sample),
  score: mathEquivalence(),
};

const strictOnPrograms: GsmPlusGrader = {
  title:
    'Python blocks as cells of one notebook: what the last one to print says; no block: as without a program',
  version: 4,
  ...programOfThought(notebook, strict, {
    extract: ({ text }, sample) => printedOrRefusal(text, sample),
    score: printedEquivalence(),
  }),
};

const gsmPlus: GsmPlusGrader = {
  title: 'GSM-Plus: number of the last "####" line, else last number; refusals by phrase; equal values',
  version: 1,
  extract: ({ text }, sample) => (isAnswerable(sample) ? gsmPlusAnswer(text) : gsmPlusRefusal(text)),
  score: gsmPlusMath(),
};

const strictMark = strictMatch('#### ');

const lmEvalStrict: GsmPlusGrader = {
  title: 'lm-eval gsm_plus strict-match: first number after "#### ", the same text as the gold',
  version: 1,
  extract: ({ text }) => strictMark(text),
  score: comparison(lmEvalEqual, sample => sample.solution),
};

const lmEvalFlexible: GsmPlusGrader = {
  title: 'lm-eval gsm_plus flexible-extract: last number, the same text as the gold',
  version: 1,
  extract: ({ text }) => flexibleExtract(text),
  score: comparison(lmEvalEqual, sample => sample.solution),
};

// The Eurus scripts for word problems know one π.
const eurusOptions = { twoPis: false };

/** For answers in words. */
export const writtenGraders: Graders = {
  ...cotGraders<GsmPlusSample>(eurusOptions),
  strict,
  'gsm-plus': gsmPlus,
  'lm-eval-strict': lmEvalStrict,
  'lm-eval-flexible': lmEvalFlexible,
};

/** For programs; lm-eval's strict match is left out, because no program prints its mark. */
export const programGraders: Graders = {
  ...potGraders<GsmPlusSample>(eurusOptions),
  strict: strictOnPrograms,
  'gsm-plus': onPrinted(
    gsmPlus,
    'the GSM-Plus rule on what the last cell of the program prints; refusals by phrase alone',
    ({ text }, sample) => (isAnswerable(sample) ? gsmPlusAnswer(text) : printedRefusal(text)),
  ),
  'lm-eval-flexible': onPrinted(
    lmEvalFlexible,
    'lm-eval flexible-extract on what the last cell of the program prints',
  ),
};

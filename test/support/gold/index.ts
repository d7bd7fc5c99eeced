import type { GoldAnswers } from './answers.ts';
import { asdiv } from './asdiv.ts';
import { bbh } from './bbh.ts';
import { gsmPlus } from './gsm-plus.ts';
import { gsm8k } from './gsm8k.ts';
import { humaneval } from './humaneval.ts';
import { ifeval } from './ifeval/index.ts';
import { leetcode } from './leetcode.ts';
import { math } from './math.ts';
import { mbpp } from './mbpp.ts';
import { mint } from './mint.ts';
import { mmlu } from './mmlu.ts';
import { svamp } from './svamp.ts';
import { theoremqa } from './theoremqa.ts';

/** By benchmark id. */
export const goldAnswers: Readonly<Record<string, GoldAnswers>> = {
  asdiv,
  bbh,
  'gsm-plus': gsmPlus,
  gsm8k,
  humaneval,
  'humaneval-plus': humaneval,
  ifeval,
  leetcode,
  math,
  'math-500': math,
  mbpp,
  'mbpp-test': mbpp,
  mint,
  mmlu,
  svamp,
  theoremqa,
};

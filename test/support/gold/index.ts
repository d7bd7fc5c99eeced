import type { GoldAnswers } from './answers.ts';
import { asdiv } from './asdiv.ts';
import { bbh } from './bbh.ts';
import { gsm8k } from './gsm8k.ts';
import { humaneval } from './humaneval.ts';
import { ifeval } from './ifeval/index.ts';
import { leetcode } from './leetcode.ts';
import { mbpp } from './mbpp.ts';
import { svamp } from './svamp.ts';
import { mmlu } from './mmlu.ts';
import { theoremqa } from './theoremqa.ts';

/** By benchmark id. */
export const goldAnswers: Readonly<Record<string, GoldAnswers>> = {
  asdiv,
  bbh,
  gsm8k,
  humaneval,
  mbpp,
  'mbpp-test': mbpp,
  ifeval,
  theoremqa,
  leetcode,
  svamp,
  theoremqa,
  mmlu,
};

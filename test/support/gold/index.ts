import type { GoldAnswers } from './answers.ts';
import { bbh } from './bbh.ts';
import { gsm8k } from './gsm8k.ts';
import { humaneval } from './humaneval.ts';
import { leetcode } from './leetcode.ts';
import { theoremqa } from './theoremqa.ts';

/** By benchmark id. */
export const goldAnswers: Readonly<Record<string, GoldAnswers>> = {
  bbh,
  gsm8k,
  humaneval,
  theoremqa,
  leetcode,
};

import type { GoldAnswers } from './answers.ts';
import { bbh } from './bbh.ts';
import { gsmPlus } from './gsm-plus.ts';
import { gsm8k } from './gsm8k.ts';
import { humaneval } from './humaneval.ts';
import { leetcode } from './leetcode.ts';
import { math } from './math.ts';

/** By benchmark id. */
export const goldAnswers: Readonly<Record<string, GoldAnswers>> = {
  bbh,
  'gsm-plus': gsmPlus,
  gsm8k,
  humaneval,
  math,
  'math-500': math,
  leetcode,
};

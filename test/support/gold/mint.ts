import type { GoldAnswers } from './answers.ts';
import { amicableSum } from './quick-programs.ts';

/** Solutions proposed at once; what a proposal is wrong with is no number, no letter and no function. */
export const mint: GoldAnswers = {
  right: ({ id, target }) =>
    `<thought> I know this one. </thought>\n<solution>\n${id === 'mbpp/15' ? amicableSum : target}\n</solution>`,
  wrong: () => '<solution> ? </solution>',
};

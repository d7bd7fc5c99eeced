import type { GoldAnswers } from './answers.ts';

/** Solutions proposed at once; what a proposal is wrong with is no number, no letter and no function. */
export const mint: GoldAnswers = {
  right: ({ target }) => `<thought> I know this one. </thought>\n<solution>\n${target}\n</solution>`,
  wrong: () => '<solution> ? </solution>',
};

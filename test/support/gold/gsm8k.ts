import type { GoldAnswers } from './answers.ts';

export const gsm8k: GoldAnswers = {
  right: ({ target }) => `Adding it all up gives \\boxed{${target}}.\n#### ${target}`,
  wrong: () => 'I make it \\boxed{-12345}.\n#### -12345',
};

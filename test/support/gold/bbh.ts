import type { GoldAnswers } from './answers.ts';

export const bbh: GoldAnswers = {
  right: ({ target }) => `Let's see. So the answer is ${target}.`,
  wrong: () => 'So the answer is surely none of these.',
};

import type { GoldAnswers } from './answers.ts';

/** Questions without an answer get a refusal: in words, or printed by a program. */
export const gsmPlus: GoldAnswers = {
  right: ({ target }, protocolName) => {
    if (protocolName.startsWith('pot')) return program(`'${target}'`);
    return target === 'None'
      ? 'The question does not specify all that is needed.'
      : `Adding it all up gives \\boxed{${target}}.\n#### ${target}`;
  },
  wrong: (_, protocolName) =>
    protocolName.startsWith('pot') ? program('-12345') : 'I make it \\boxed{-12345}.\n#### -12345',
};

const program = (value: string): string => `\`\`\`python\nprint(${value})\n\`\`\``;

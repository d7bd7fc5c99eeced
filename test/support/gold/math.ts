import type { GoldAnswers } from './answers.ts';

/** Of MATH and MATH-500: a box, a text between dollar signs, or a program that prints the gold as it is spelled. */
export const math: GoldAnswers = {
  right: ({ target }, protocolName) => answer(target, protocolName),
  wrong: (_, protocolName) => answer('-987654321', protocolName),
};

const answer = (text: string, protocolName: string): string => {
  if (protocolName.startsWith('pot')) return `\`\`\`python\nprint(r'''${text}''')\n\`\`\``;
  return protocolName === 'cot@official' ? ` $${text}$` : `So the answer is $\\boxed{${text}}$.`;
};

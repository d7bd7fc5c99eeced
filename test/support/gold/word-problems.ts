import type { GoldAnswers } from './answers.ts';

const answered = (text: string, protocolName: string): string =>
  protocolName.startsWith('pot')
    ? `It is easily computed:\n\`\`\`python\nprint(${JSON.stringify(text)})\n\`\`\``
    : `Adding it all up gives \\boxed{${text}}.`;

/** Answers to questions whose target is a number or another short text, in words or as a program. */
export const wordProblems: GoldAnswers = {
  right: ({ target }, protocolName) => answered(target, protocolName),
  wrong: (_, protocolName) => answered('-12345', protocolName),
};

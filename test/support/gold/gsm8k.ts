import type { GoldAnswers } from './answers.ts';
import { wordProblems } from './word-problems.ts';

const withLastLine = (answer: string, number: string, protocolName: string): string =>
  protocolName.startsWith('pot') ? answer : `${answer}\n#### ${number}`;

/** Answers to boxed and to few-shot prompts at once. */
export const gsm8k: GoldAnswers = {
  right: (sample, protocolName) =>
    withLastLine(wordProblems.right(sample, protocolName), sample.target, protocolName),
  wrong: (sample, protocolName) =>
    withLastLine(wordProblems.wrong(sample, protocolName), '-12345', protocolName),
};

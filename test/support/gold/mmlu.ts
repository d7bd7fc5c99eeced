import type { Sample } from '../../../src/core/index.ts';
import type { GoldAnswers } from './answers.ts';

const said = (letter: string, protocolName: string): string =>
  protocolName === 'cot@simple-evals' ? `Weighing all four leaves one.\nAnswer: ${letter}` : ` ${letter}`;

/** The letter after the right one. */
const otherLetter = ({ target }: Sample): string => 'ABCD'[('ABCD'.indexOf(target) + 1) % 4] ?? '';

const ranking = (first: string): Readonly<Record<string, number>> =>
  Object.fromEntries([...'ABCD'].map((letter, at) => [` ${letter}`, letter === first ? -0.1 : -3 - at]));

export const mmlu: GoldAnswers = {
  right: (sample, protocolName) => said(sample.target, protocolName),
  wrong: (sample, protocolName) => said(otherLetter(sample), protocolName),
  logprobs: (sample, right) => ranking(right ? sample.target : otherLetter(sample)),
};

import { type ChatPrompt, type TextPrompt, userTurn } from '../../src/core/index.ts';
import type { HumanEvalSample } from './sample.ts';

const fence = '```';

/** From the entry point's name up to the colon that ends the `def` line. */
const signatureOf = ({ input, entryPoint }: HumanEvalSample): string => {
  const start = input.indexOf(`def ${entryPoint}`) + 'def '.length;
  const lineEnd = input.indexOf('\n', start);
  const line = input.slice(start, lineEnd === -1 ? input.length : lineEnd);
  return line.slice(0, line.lastIndexOf(':'));
};

/** The user turn of the Eurus scripts; `code` is how the prompt stands inside the fence. */
const eurusTurn = (sample: HumanEvalSample, code: string): string =>
  [
    'Write Python code to solve the task.\n',
    `Write a Python function \`${signatureOf(sample)}\` to solve the following problem: `,
    `Present code in ${fence}python${fence}\n${fence}python\n${code}${fence}\n`,
  ].join('');

/** Revision E3, with the space in front of the prefill that suits the Mistral template only. */
export const eurusPrompt = (sample: HumanEvalSample): ChatPrompt =>
  userTurn(eurusTurn(sample, sample.input), ` ${fence}python\ndef`);

/** Revision E3 without that space. */
export const fixedPrompt = (sample: HumanEvalSample): ChatPrompt =>
  userTurn(eurusTurn(sample, sample.input), `${fence}python\ndef`);

/** Revision E1: the model continues the benchmark's prompt itself. */
export const eurus2404Prompt = (sample: HumanEvalSample): ChatPrompt =>
  userTurn(eurusTurn(sample, `${sample.input}\n`), ` ${fence}python\n${sample.input}`);

/** The benchmark's own prompt, to be continued. */
export const officialPrompt = ({ input }: HumanEvalSample): TextPrompt => ({ kind: 'text', text: input });

/** EvalPlus for chat models: an instruction, and an answer started for the model. */
export const evalplusPrompt = ({ input }: HumanEvalSample): ChatPrompt =>
  userTurn(
    `Please provide a self-contained Python script that solves the following problem in a markdown code block:\n${fence}\n${input.trim()}\n${fence}\n`,
    `Below is a Python script with a self-contained function that solves the problem and passes corresponding tests:\n${fence}python\n`,
  );

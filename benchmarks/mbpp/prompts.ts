import { type ChatPrompt, userTurn } from '../../src/core/index.ts';
import { definitionsOf, type MbppSample, testedDefinition } from './sample.ts';

const fence = '```';
const prefill = `${fence}python\ndef`;

/** Without blanks, without the colon at the end, a blank after every comma. */
const spelled = (signature: string): string =>
  signature.replaceAll(' ', '').replace(/:+$/, '').replaceAll(',', ', ');

/**
 * The signature as the Eurus scripts show it: that of the first `def`, from which Python's `lstrip` takes every leading
 * `d`, `e`, `f` and blank, those of the name too.
 */
export const mangledSignature = (sample: MbppSample): string =>
  spelled((definitionsOf(sample)[0] ?? '').replace(/^[def ]+/, ''));

/** The signature of the function that the first test calls, its name whole. */
export const signatureOf = (sample: MbppSample): string =>
  spelled(testedDefinition(sample).replace(/^def /, ''));

const turn = ({ input, tests }: MbppSample, signature: string): string =>
  [
    'Write Python code to solve the task.\n',
    `Write a Python function \`${signature}\` to solve the following problem: `,
    `Present code in ${fence}python${fence}\n${input}\n>>> ${tests[0]}\n`,
  ].join('');

/** The Eurus scripts' words with the right signature. */
export const fixedPrompt = (sample: MbppSample): ChatPrompt =>
  userTurn(turn(sample, signatureOf(sample)), prefill);

/** Revisions E2 and E3, to the letter. */
export const eurusPrompt = (sample: MbppSample): ChatPrompt =>
  userTurn(turn(sample, mangledSignature(sample)), prefill);

/** Revision E1: the same words, nothing put into the model's mouth. */
export const eurus2404Prompt = (sample: MbppSample): ChatPrompt =>
  userTurn(turn(sample, mangledSignature(sample)));

import type { Protocol, Sample } from '../../src/core/index.ts';
import { cotGeneration, potGeneration } from '../eurus-math/generation.ts';
import { boxedPrompt, mathToolPrompt } from '../eurus-math/prompts.ts';
import { programGraders, writtenGraders } from './graders.ts';
import { lmEvalPrompt } from './prompts.ts';

const written = {
  generation: cotGeneration,
  prompt: ({ input }: Sample) => boxedPrompt(input),
  headline: 'strict',
  graders: writtenGraders,
};

const programs = { generation: potGeneration, headline: 'strict', graders: programGraders };

/** Of MATH and of MATH-500, which is a part of it. */
export const protocols: Readonly<Record<string, Protocol>> = {
  cot: { title: "zero-shot in the Eurus scripts' words: step by step, answer in \\boxed{}", ...written },
  'cot@eurus': { title: 'the same words: nothing in them had to be corrected', ...written },
  'cot@eurus-2404': {
    title: 'the same words again: they did not change between the revisions of the scripts',
    ...written,
  },
  'cot@official': {
    title: 'lm-eval hendrycks_math: the bare problem as text to be continued, no examples',
    generation: { ...cotGeneration, stop: ['Problem:'] },
    prompt: lmEvalPrompt,
    headline: 'lm-eval-hendrycks',
    graders: writtenGraders,
  },
  pot: {
    title: 'a Python tool in the user turn, in the words of the Eurus scripts: a program prints the answer',
    ...programs,
    prompt: ({ input }) => mathToolPrompt(input, 'E3'),
  },
  'pot@eurus': {
    title: 'the same words: nothing in them had to be corrected',
    ...programs,
    prompt: ({ input }) => mathToolPrompt(input, 'E3'),
  },
  'pot@eurus-2404': {
    title: 'the words of April 2024, which do not say how code is to be presented',
    ...programs,
    prompt: ({ input }) => mathToolPrompt(input, 'E1'),
  },
};

import type { Benchmark } from '../../src/core/index.ts';
import { jsonl } from '../../src/dataset/index.ts';
import { cotGeneration, potGeneration } from '../eurus-math/generation.ts';
import { boxedPrompt, wordProblemToolPrompt } from '../eurus-math/prompts.ts';
import { programGraders, writtenGraders } from './graders.ts';
import { officialPrompt } from './prompts.ts';
import { type GsmPlusSample, groupOrder, toSample } from './sample.ts';
import { testminiFile } from './source.ts';

const written = {
  generation: cotGeneration,
  prompt: ({ input }: GsmPlusSample) => boxedPrompt(input),
  headline: 'strict',
  graders: writtenGraders,
};

const programs = { generation: potGeneration, headline: 'strict', graders: programGraders };

export const gsmPlus: Benchmark<GsmPlusSample> = {
  id: 'gsm-plus',
  title: 'GSM-Plus',
  domain: 'math',
  version: 1,
  dataset: jsonl(testminiFile, 2400),
  sample: toSample,
  groupOrder,
  protocols: {
    cot: { title: "zero-shot in the Eurus scripts' words: step by step, answer in \\boxed{}", ...written },
    'cot@eurus': { title: 'the same words: nothing in them had to be corrected', ...written },
    'cot@eurus-2404': {
      title: 'the same words again: they did not change between the revisions of the scripts',
      ...written,
    },
    'cot@official': {
      title: 'the GSM-Plus scripts\' words: the answer behind "####"',
      generation: { ...cotGeneration, maxTokens: 512, stop: [] },
      prompt: officialPrompt,
      headline: 'gsm-plus',
      graders: writtenGraders,
    },
    pot: {
      title: 'a Python tool in a system turn, in the words of the Eurus scripts: a program prints the answer',
      ...programs,
      prompt: ({ input }) => wordProblemToolPrompt(input, 'E3'),
    },
    'pot@eurus': {
      title: 'the same words: nothing in them had to be corrected',
      ...programs,
      prompt: ({ input }) => wordProblemToolPrompt(input, 'E3'),
    },
    'pot@eurus-2404': {
      title: 'the words of April 2024: one user turn that asks for no box',
      ...programs,
      prompt: ({ input }) => wordProblemToolPrompt(input, 'E1'),
    },
  },
};

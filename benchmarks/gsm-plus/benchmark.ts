import type { Benchmark } from '../../src/core/index.ts';
import { jsonl } from '../../src/dataset/index.ts';
import { cotGeneration } from '../eurus-math/generation.ts';
import { wordProblemToolPrompt } from '../eurus-math/prompts.ts';
import { eurusProtocols } from '../eurus-math/protocols.ts';
import { programGraders, writtenGraders } from './graders.ts';
import { officialPrompt } from './prompts.ts';
import { type GsmPlusSample, groupOrder, toSample } from './sample.ts';
import { testminiFile } from './source.ts';

export const gsmPlus: Benchmark<GsmPlusSample> = {
  id: 'gsm-plus',
  title: 'GSM-Plus',
  domain: 'math',
  version: 1,
  dataset: jsonl(testminiFile, 2400),
  sample: toSample,
  groupOrder,
  protocols: {
    ...eurusProtocols({ toolPrompt: wordProblemToolPrompt, cot: writtenGraders, pot: programGraders }),
    'cot@official': {
      title: 'the GSM-Plus scripts\' words: the answer behind "####"',
      generation: { ...cotGeneration, maxTokens: 512, stop: [] },
      prompt: officialPrompt,
      headline: 'gsm-plus',
      graders: writtenGraders,
    },
  },
};

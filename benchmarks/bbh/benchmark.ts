import type { Benchmark, Generation } from '../../src/core/index.ts';
import { bbhDataset } from './dataset.ts';
import { bbhOfficial } from './graders.ts';
import { eurusPrompt } from './prompts.ts';
import { type BbhSample, toSample } from './sample.ts';

const greedy: Generation = { maxTokens: 2048, temperature: 0, topP: 1, stop: ['\nQ:'] };

export const bbh: Benchmark<BbhSample> = {
  id: 'bbh',
  title: 'BIG-Bench Hard',
  domain: 'reasoning',
  version: 1,
  dataset: bbhDataset,
  sample: toSample,
  macro: 'task',
  protocols: {
    cot: {
      title: 'three worked exemplars as turns of a conversation',
      generation: greedy,
      prompt: eurusPrompt,
      headline: 'bbh-official',
      graders: { 'bbh-official': bbhOfficial },
    },
  },
};

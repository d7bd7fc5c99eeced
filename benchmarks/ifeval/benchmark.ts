import type { Benchmark } from '../../src/core/index.ts';
import { jsonl } from '../../src/dataset/index.ts';
import { gradersFor } from './graders.ts';
import { barePrompt } from './prompts.ts';
import { type IfevalSample, toSample } from './sample.ts';
import { promptsFile } from './source.ts';

export const ifeval: Benchmark<IfevalSample> = {
  id: 'ifeval',
  title: 'IFEval',
  domain: 'instructions',
  version: 1,
  dataset: jsonl(promptsFile, 541),
  sample: toSample,
  parts: 'instruction',
  protocols: {
    direct: {
      title: 'the prompt alone; greedy, and nothing cuts the answer short',
      generation: { maxTokens: 1024, temperature: 0, topP: 1, stop: [] },
      prompt: barePrompt,
      headline: 'ifeval-loose',
      graders: gradersFor(true),
    },
    'direct@eurus': {
      title: 'the prompt alone, sampled as in the Eurus scripts, which stop at "Question:"',
      generation: { maxTokens: 1024, temperature: 0.7, topP: 1, stop: ['Question:'] },
      prompt: barePrompt,
      headline: 'ifeval-loose',
      graders: gradersFor(true),
    },
    'direct@eurus-2404': {
      title: 'the prompt alone, sampled as in April 2024: hotter, and half as long',
      generation: { maxTokens: 512, temperature: 1, topP: 1, stop: ['Question:'] },
      prompt: barePrompt,
      headline: 'ifeval-loose',
      graders: gradersFor(true),
    },
    'direct@official': {
      title: "the prompt alone; IFEval sets no limits, these are lm-eval's: greedy, 1280 tokens",
      generation: { maxTokens: 1280, temperature: 0, topP: 1, stop: [] },
      prompt: barePrompt,
      headline: 'ifeval-loose',
      graders: gradersFor(false),
    },
  },
};

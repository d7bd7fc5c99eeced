import type { Benchmark, Generation } from '../../src/core/index.ts';
import { bbhDataset } from './dataset.ts';
import { graders } from './graders.ts';
import { eurus2404Prompt, eurusPrompt, lmEvalPrompt, officialPrompt } from './prompts.ts';
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
      exemplars: 3,
      prompt: eurusPrompt,
      headline: 'bbh-official',
      graders,
    },
    'cot@eurus': {
      title: 'the same turns: what was wrong in the scripts lies in their chat template, not in the words',
      generation: greedy,
      exemplars: 3,
      prompt: eurusPrompt,
      headline: 'bbh-official',
      graders,
    },
    'cot@eurus-2404': {
      title: "turns split at blank lines as in April 2024, the answer's lead-in put into the model's mouth",
      generation: greedy,
      exemplars: 3,
      prompt: eurus2404Prompt,
      headline: 'bbh-official',
      graders,
    },
    'cot@official': {
      title: "the benchmark's own text with three worked exemplars, to be continued",
      generation: greedy,
      exemplars: 3,
      prompt: officialPrompt,
      headline: 'bbh-official',
      graders,
    },
    'cot@lm-eval': {
      title: "lm-eval bbh_cot_fewshot: the benchmark's own text, to be continued after a line end",
      generation: { ...greedy, maxTokens: 1024, stop: ['</s>', 'Q', '\n\n'] },
      exemplars: 3,
      prompt: lmEvalPrompt,
      headline: 'lm-eval-cot-fewshot',
      graders,
    },
  },
};

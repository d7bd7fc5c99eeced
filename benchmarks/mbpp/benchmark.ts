import type { Benchmark, Generation } from '../../src/core/index.ts';
import { integerText, json, text, textList } from '../../src/dataset/index.ts';
import { eurusStops } from './answer.ts';
import { graders } from './graders.ts';
import { eurus2404Prompt, eurusPrompt, fixedPrompt } from './prompts.ts';
import { descriptionOf, type MbppSample } from './sample.ts';
import { eurusFile } from './source.ts';

const greedy: Generation = { maxTokens: 512, temperature: 0, topP: 1, stop: ['\nassert'] };

export const mbpp: Benchmark<MbppSample> = {
  id: 'mbpp',
  title: 'MBPP',
  domain: 'code',
  version: 1,
  dataset: json(eurusFile, 399),
  sample: row => ({
    id: integerText(row, 'task_id'),
    input: descriptionOf(text(row, 'prompt')),
    target: text(row, 'code'),
    tests: textList(row, 'test_list'),
    imports: textList(row, 'test_imports'),
    setup: '',
  }),
  protocols: {
    code: {
      title: "the Eurus scripts' words with the right signature, the answer's code started for the model",
      generation: greedy,
      prompt: fixedPrompt,
      headline: 'strict',
      graders,
    },
    'code@eurus': {
      title: 'exactly as the Eurus scripts ask today: wrong function names, stops that cut good code',
      generation: { ...greedy, stop: eurusStops },
      prompt: eurusPrompt,
      headline: 'strict',
      graders,
    },
    'code@eurus-2404': {
      title: 'as the scripts of April 2024 ask: the same words, a free answer, 1024 tokens',
      generation: { ...greedy, maxTokens: 1024, stop: eurusStops },
      prompt: eurus2404Prompt,
      headline: 'strict',
      graders,
    },
  },
};

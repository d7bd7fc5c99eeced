import type { Benchmark, Generation } from '../../src/core/index.ts';
import { jsonl } from '../../src/dataset/index.ts';
import { graders } from './graders.ts';
import { eurus2404Prompt, eurusPrompt, officialCotPrompt, officialPrompt } from './prompts.ts';
import { type LeetcodeSample, toSample } from './sample.ts';
import { leetcodeFile } from './source.ts';

const greedy: Generation = { maxTokens: 1024, temperature: 0, topP: 1, stop: [] };

export const leetcode: Benchmark<LeetcodeSample> = {
  id: 'leetcode',
  title: 'LeetCode',
  domain: 'code',
  version: 1,
  dataset: jsonl(leetcodeFile, 180),
  sample: toSample,
  protocols: {
    code: {
      title: 'the statement with its skeleton; the opening fence of the answer is started for the model',
      generation: greedy,
      prompt: eurusPrompt,
      headline: 'strict',
      graders,
    },
    'code@eurus': {
      title: 'the same: nothing in the words of the scripts had to be mended',
      generation: greedy,
      prompt: eurusPrompt,
      headline: 'strict',
      graders,
    },
    'code@eurus-2404': {
      title: 'the scripts of April 2024: asks for an outline first, but starts the code at once',
      generation: { ...greedy, maxTokens: 2048 },
      prompt: eurus2404Prompt,
      headline: 'strict',
      graders,
    },
    'code@official': {
      title: "DeepSeek-Coder's: the statement alone, nothing started for the model",
      generation: greedy,
      prompt: officialPrompt,
      headline: 'strict',
      graders,
    },
    'code@official-cot': {
      title: "DeepSeek-Coder's chain of thought: asks for an outline first and leaves room for it",
      generation: greedy,
      prompt: officialCotPrompt,
      headline: 'strict',
      graders,
    },
  },
};

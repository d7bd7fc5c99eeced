import type { Benchmark, Generation } from '../../src/core/index.ts';
import { jsonl, text } from '../../src/dataset/index.ts';
import { strict } from './graders.ts';
import { boxedPrompt } from './prompts.ts';
import { type Gsm8kSample, goldOf } from './sample.ts';
import { testFile, trainFile } from './source.ts';

const greedy: Generation = { maxTokens: 1024, temperature: 0, topP: 1, stop: ['\n###\nProblem: '] };

export const gsm8k: Benchmark<Gsm8kSample> = {
  id: 'gsm8k',
  title: 'GSM8K',
  domain: 'math',
  version: 1,
  dataset: jsonl(testFile, 1319),
  shots: jsonl(trainFile, 7473),
  sample: row => ({
    id: String(row.index),
    input: text(row, 'question'),
    target: goldOf(text(row, 'answer')),
    solution: text(row, 'answer'),
  }),
  protocols: {
    cot: {
      title: "the Eurus scripts' words: step by step, answer in \\boxed{}",
      generation: greedy,
      prompt: boxedPrompt,
      headline: 'strict',
      graders: { strict },
    },
  },
};

import type { Benchmark, Generation } from '../../src/core/index.ts';
import { jsonl, text } from '../../src/dataset/index.ts';
import { gradersFor } from './graders.ts';
import { boxedPrompt, lmEvalPrompt, lmEvalZeroshotPrompt } from './prompts.ts';
import { type Gsm8kSample, goldOf } from './sample.ts';
import { testFile, trainFile } from './source.ts';

const greedy: Generation = { maxTokens: 1024, temperature: 0, topP: 1, stop: ['\n###\nProblem: '] };
const ends = ['</s>', '<|im_end|>'];

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
      title: "zero-shot in the Eurus scripts' words: step by step, answer in \\boxed{}",
      generation: greedy,
      prompt: boxedPrompt,
      headline: 'strict',
      graders: gradersFor('#### '),
    },
    'cot@eurus': {
      title: 'the same words: nothing in them had to be corrected',
      generation: greedy,
      prompt: boxedPrompt,
      headline: 'strict',
      graders: gradersFor('#### '),
    },
    'cot@eurus-2404': {
      title: 'the same words again: they did not change between the revisions of the scripts',
      generation: greedy,
      prompt: boxedPrompt,
      headline: 'strict',
      graders: gradersFor('#### '),
    },
    'cot@official': {
      title: 'lm-eval gsm8k: text to be continued, the first 5 training rows as worked examples',
      generation: { ...greedy, stop: ['Question:', ...ends] },
      shots: 5,
      prompt: lmEvalPrompt,
      headline: 'lm-eval-flexible',
      graders: gradersFor('#### '),
    },
    'cot@lm-eval-zeroshot': {
      title: 'lm-eval gsm8k_cot_zeroshot: text to be continued, no examples',
      generation: { ...greedy, stop: ['Q:', ...ends] },
      prompt: lmEvalZeroshotPrompt,
      headline: 'lm-eval-flexible',
      graders: gradersFor('The answer is '),
    },
  },
};

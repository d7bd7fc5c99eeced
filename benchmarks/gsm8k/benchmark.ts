import type { Benchmark } from '../../src/core/index.ts';
import { jsonl, text } from '../../src/dataset/index.ts';
import { cotGeneration } from '../eurus-math/generation.ts';
import { wordProblemToolPrompt } from '../eurus-math/prompts.ts';
import { eurusProtocols } from '../eurus-math/protocols.ts';
import { gradersFor, pot } from './graders.ts';
import { lmEvalPrompt, lmEvalZeroshotPrompt } from './prompts.ts';
import { type Gsm8kSample, goldOf } from './sample.ts';
import { testFile, trainFile } from './source.ts';

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
    ...eurusProtocols({ toolPrompt: wordProblemToolPrompt, cot: gradersFor('#### '), pot }),
    'cot@official': {
      title: 'lm-eval gsm8k: text to be continued, the first 5 training rows as worked examples',
      generation: { ...cotGeneration, stop: ['Question:', ...ends] },
      shots: 5,
      prompt: lmEvalPrompt,
      headline: 'lm-eval-flexible',
      graders: gradersFor('#### '),
    },
    'cot@lm-eval-zeroshot': {
      title: 'lm-eval gsm8k_cot_zeroshot: text to be continued, no examples',
      generation: { ...cotGeneration, stop: ['Q:', ...ends] },
      prompt: lmEvalZeroshotPrompt,
      headline: 'lm-eval-flexible',
      graders: gradersFor('The answer is '),
    },
  },
};

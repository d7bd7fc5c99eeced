import type { Benchmark, Generation } from '../../src/core/index.ts';
import { mmluDataset } from './dataset.ts';
import { lastLineGraders, letterGraders } from './graders.ts';
import { lmEvalPrompt, originalPrompt, simpleEvalsPrompt } from './prompts.ts';
import { type MmluSample, toSample } from './sample.ts';

/** The letter alone, and how likely each was. */
const oneToken: Generation = { maxTokens: 1, temperature: 0, topP: 1, stop: [], logprobs: 20 };

export const mmlu: Benchmark<MmluSample> = {
  id: 'mmlu',
  title: 'MMLU',
  domain: 'knowledge',
  version: 1,
  dataset: mmluDataset,
  sample: toSample,
  macro: 'subject',
  protocols: {
    direct: {
      title: "the benchmark's own text with five worked examples of the subject, to be continued by a letter",
      generation: oneToken,
      endsAtLimit: true,
      exemplars: 5,
      prompt: originalPrompt,
      headline: 'strict',
      graders: letterGraders,
    },
    'direct@eurus': {
      title: 'the same text, which the Eurus scripts took over; judged by its one token',
      generation: oneToken,
      endsAtLimit: true,
      exemplars: 5,
      prompt: originalPrompt,
      headline: 'eurus',
      graders: letterGraders,
    },
    'direct@official': {
      title: 'the same text, as its authors wrote it; judged by log-probabilities',
      generation: oneToken,
      endsAtLimit: true,
      exemplars: 5,
      prompt: originalPrompt,
      headline: 'hendrycks',
      graders: letterGraders,
    },
    'direct@lm-eval': {
      title: "lm-eval's mmlu with five examples: the same layout, one space before the subject",
      generation: oneToken,
      endsAtLimit: true,
      exemplars: 5,
      prompt: lmEvalPrompt,
      headline: 'hendrycks',
      graders: letterGraders,
    },
    'cot@simple-evals': {
      title: 'simple-evals: one user turn without examples, step by step, the letter in the last line',
      generation: { maxTokens: 2048, temperature: 0.5, topP: 1, stop: [] },
      prompt: simpleEvalsPrompt,
      headline: 'simple-evals',
      graders: lastLineGraders,
    },
  },
};

import type { Benchmark, Generation } from '../../src/core/index.ts';
import { jsonl, text } from '../../src/dataset/index.ts';
import { chatGraders, textGraders } from './graders.ts';
import { eurus2404Prompt, eurusPrompt, evalplusPrompt, fixedPrompt, officialPrompt } from './prompts.ts';
import type { HumanEvalSample } from './sample.ts';
import { humanevalFile } from './source.ts';

const greedy: Generation = { maxTokens: 1024, temperature: 0, topP: 1, stop: [] };
const sampled: Generation = { ...greedy, temperature: 0.2 };
const bigcodeStops = ['class', 'def', '#', '@', 'print', 'if', '```'].map(word => `\n${word}`);
const evalplusStops = [
  ...['<|endoftext|>', '<|endofmask|>', '</s>'],
  ...['\nif __name__', '\ndef main(', '\nprint(', '\n```\n'],
];

export const humaneval: Benchmark<HumanEvalSample> = {
  id: 'humaneval',
  title: 'HumanEval',
  domain: 'code',
  version: 1,
  dataset: jsonl(humanevalFile, 164),
  sample: row => ({
    id: text(row, 'task_id'),
    input: text(row, 'prompt'),
    target: text(row, 'canonical_solution'),
    entryPoint: text(row, 'entry_point'),
    tests: text(row, 'test'),
  }),
  protocols: {
    code: {
      title: "the Eurus scripts' words, the answer's code started for the model",
      generation: greedy,
      prompt: fixedPrompt,
      headline: 'openai',
      graders: chatGraders,
    },
    'code@eurus': {
      title: 'the same as in the scripts: sampled at 0.2, a space before the prefill',
      generation: sampled,
      prompt: eurusPrompt,
      headline: 'openai',
      graders: chatGraders,
    },
    'code@eurus-2404': {
      title: "the scripts of April 2024: the benchmark's whole prompt put into the model's mouth",
      generation: sampled,
      prompt: eurus2404Prompt,
      headline: 'openai',
      graders: chatGraders,
    },
    'code@official': {
      title: "the benchmark's own prompt, to be continued as text",
      generation: { ...greedy, maxTokens: 512, stop: [...bigcodeStops, '<file_sep>'] },
      prompt: officialPrompt,
      headline: 'openai',
      graders: textGraders([...bigcodeStops, '<file_sep>']),
    },
    'code@evalplus': {
      title: "EvalPlus's words for chat models, the answer's code started for the model",
      generation: { ...greedy, maxTokens: 768, stop: evalplusStops },
      prompt: evalplusPrompt,
      headline: 'openai',
      graders: chatGraders,
    },
  },
};

import type { Benchmark, Generation, Grader } from '../../src/core/index.ts';
import { jsonl, text } from '../../src/dataset/index.ts';
import { unitTests } from '../../src/score/index.ts';
import { programIn } from './answer.ts';
import { fixedPrompt } from './prompts.ts';
import { type HumanEvalSample, toProgram } from './sample.ts';
import { humanevalFile } from './source.ts';

const greedy: Generation = { maxTokens: 1024, temperature: 0, topP: 1, stop: [] };

const openai: Grader<HumanEvalSample> = {
  title: 'the tests of human-eval against the code up to the first triple backtick',
  version: 1,
  runsCode: true,
  extract: programIn({ end: 'backticks', pick: 'last' }),
  score: unitTests(toProgram),
};

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
      title: "the Eurus scripts' words, code started for the model",
      generation: greedy,
      prompt: fixedPrompt,
      headline: 'openai',
      graders: { openai },
    },
  },
};

import type { Benchmark, Generation } from '../../src/core/index.ts';
import { integerText, text, textList } from '../../src/dataset/index.ts';
import { strict } from '../mbpp/graders.ts';
import { fixedPrompt } from '../mbpp/prompts.ts';
import type { MbppSample } from '../mbpp/sample.ts';
import { exemplars, testSplit } from './dataset.ts';
import { bigcodeGraders, bigcodeStops, lmEvalGraders, lmEvalStops } from './graders.ts';
import { bigcodePrompt, lmEvalPrompt } from './prompts.ts';

const greedy: Generation = { maxTokens: 512, temperature: 0, topP: 1, stop: ['\nassert'] };

export const mbppTest: Benchmark<MbppSample> = {
  id: 'mbpp-test',
  title: 'MBPP, test split',
  domain: 'code',
  version: 1,
  dataset: testSplit,
  shots: exemplars,
  sample: row => ({
    id: integerText(row, 'task_id'),
    input: text(row, 'text'),
    target: text(row, 'code'),
    tests: textList(row, 'test_list'),
    imports: [],
    setup: text(row, 'test_setup_code'),
  }),
  protocols: {
    code: {
      title: "the Eurus scripts' words with the right signature, the answer's code started for the model",
      generation: greedy,
      prompt: fixedPrompt,
      headline: 'strict',
      graders: { strict },
    },
    'code@bigcode': {
      title: 'bigcode-evaluation-harness: a docstring with description and first test, to be continued',
      generation: { ...greedy, stop: bigcodeStops },
      prompt: bigcodePrompt,
      headline: 'bigcode',
      graders: bigcodeGraders,
    },
    'code@lm-eval': {
      title: 'lm-eval: three worked examples, then the task with all its tests, to be continued',
      generation: { ...greedy, maxTokens: 256, stop: lmEvalStops },
      shots: 3,
      prompt: lmEvalPrompt,
      headline: 'lm-eval',
      graders: lmEvalGraders,
    },
  },
};

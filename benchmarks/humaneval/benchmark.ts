import type { Benchmark } from '../../src/core/index.ts';
import { jsonl } from '../../src/dataset/index.ts';
import { chatGraders, textGraders } from './graders.ts';
import { humanevalProtocols } from './protocols.ts';
import { type HumanEvalSample, toSample } from './sample.ts';
import { humanevalFile } from './source.ts';

export const humaneval: Benchmark<HumanEvalSample> = {
  id: 'humaneval',
  title: 'HumanEval',
  domain: 'code',
  version: 1,
  dataset: jsonl(humanevalFile, 164),
  sample: toSample,
  protocols: humanevalProtocols('openai', chatGraders, textGraders),
};

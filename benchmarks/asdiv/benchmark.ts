import type { Benchmark } from '../../src/core/index.ts';
import { wordProblemToolPrompt } from '../eurus-math/prompts.ts';
import { eurusProtocols } from '../eurus-math/protocols.ts';
import { asdivTest } from './dataset.ts';
import { cot, pot } from './graders.ts';
import { asdivSample } from './sample.ts';

export const asdiv: Benchmark = {
  id: 'asdiv',
  title: 'ASDiv',
  domain: 'math',
  version: 1,
  dataset: asdivTest,
  sample: asdivSample,
  protocols: eurusProtocols({ toolPrompt: wordProblemToolPrompt, cot, pot }),
};

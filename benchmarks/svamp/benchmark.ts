import type { Benchmark } from '../../src/core/index.ts';
import { json } from '../../src/dataset/index.ts';
import { wordProblemToolPrompt } from '../eurus-math/prompts.ts';
import { eurusProtocols } from '../eurus-math/protocols.ts';
import { cot, pot } from './graders.ts';
import { publishedQuestion, type SvampSample, svampSample } from './sample.ts';
import { svampFile } from './source.ts';

export const svamp: Benchmark<SvampSample> = {
  id: 'svamp',
  title: 'SVAMP',
  domain: 'math',
  version: 1,
  dataset: json(svampFile, 1000),
  sample: svampSample,
  protocols: eurusProtocols({
    published: publishedQuestion,
    toolPrompt: wordProblemToolPrompt,
    cot,
    pot,
  }),
};

import type { Benchmark } from '../../src/core/index.ts';
import { humanevalProtocols } from '../humaneval/protocols.ts';
import { humanevalPlusDataset } from './dataset.ts';
import { chatGraders, textGraders } from './graders.ts';
import { type HumanEvalPlusSample, toPlusSample } from './sample.ts';

export const humanevalPlus: Benchmark<HumanEvalPlusSample> = {
  id: 'humaneval-plus',
  title: 'HumanEval+',
  domain: 'code',
  version: 1,
  dataset: humanevalPlusDataset,
  sample: toPlusSample,
  protocols: humanevalProtocols('evalplus-plus', chatGraders, textGraders),
};

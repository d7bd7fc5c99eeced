import type { Benchmark } from '../../src/core/index.ts';
import { jsonl } from '../../src/dataset/index.ts';
import { groupOrder } from './groups.ts';
import { protocols } from './protocols.ts';
import { toSample } from './sample.ts';
import { testFile } from './source.ts';

export const math: Benchmark = {
  id: 'math',
  title: 'MATH',
  domain: 'math',
  version: 1,
  dataset: jsonl(testFile, 5000),
  sample: toSample,
  groupOrder,
  protocols,
};

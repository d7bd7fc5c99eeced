import type { Benchmark } from '../../src/core/index.ts';
import { jsonl } from '../../src/dataset/index.ts';
import { groupOrder } from '../math/groups.ts';
import { protocols } from '../math/protocols.ts';
import { toSample } from './sample.ts';
import { testFile } from './source.ts';

/** Five hundred problems of MATH: asked and judged as there. */
export const math500: Benchmark = {
  id: 'math-500',
  title: 'MATH-500',
  domain: 'math',
  version: 1,
  dataset: jsonl(testFile, 500),
  sample: toSample,
  groupOrder,
  protocols,
  idFields: ['unique_id'],
};

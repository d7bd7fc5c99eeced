import type { Benchmark } from '../../src/core/index.ts';
import { mintDataset } from './dataset.ts';
import { mintProtocols } from './protocols.ts';
import { mintRecords } from './records.ts';
import { type MintSample, toSample } from './sample.ts';
import { mintTasks } from './source.ts';

export const mint: Benchmark<MintSample> = {
  id: 'mint',
  title: 'MINT',
  domain: 'reasoning',
  version: 1,
  dataset: mintDataset,
  sample: toSample,
  groupOrder: { split: ['code', 'math'], task: mintTasks.map(({ name }) => name) },
  protocols: mintProtocols,
  records: mintRecords,
};

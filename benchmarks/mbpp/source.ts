import type { DataFile } from '../../src/core/index.ts';

/** 399 problems of the sanitized set, as the Eurus scripts read them. */
export const eurusFile: DataFile = {
  path: 'mbpp/new_mbpp.json',
  url: 'https://raw.githubusercontent.com/OpenBMB/Eurus/fd72db1861ef009fede0dbe5bcc9893c9012dacf/eval/Coding/mbpp/new_mbpp.json',
  sha256: '19247247bb52143392f7e10d208144c65c008701ab3591095b6929c29f64462a',
  bytes: 305_318,
  source: 'OpenBMB/Eurus',
  licence: 'Apache-2.0',
};

/** All 974 problems as published first. */
export const wholeFile: DataFile = {
  path: 'mbpp/mbpp.jsonl',
  url: 'https://raw.githubusercontent.com/deepseek-ai/DeepSeek-Coder/2f9fd85927c669dae3c0fbb2d607274023af243e/Evaluation/MBPP/data/mbpp.jsonl',
  sha256: 'ccf64ceae9c5403bf50a044cb6d505bfd2a2963ee58338ba268fd65beab92a9f',
  bytes: 563_743,
  source: 'deepseek-ai/DeepSeek-Coder',
  licence: 'MIT',
};

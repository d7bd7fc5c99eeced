import type { DataFile } from '../../src/core/index.ts';

/** 5,000 problems: the test split, as ToRA numbers it. */
export const testFile: DataFile = {
  path: 'math/test.jsonl',
  url: 'https://raw.githubusercontent.com/microsoft/ToRA/213c1c995038c73fab10343814df7a42f990f026/src/data/math/test.jsonl',
  sha256: '3371949f33dd702d04b43fddd7d53a028de0aaca0e76abb1b875a050297b3aa4',
  bytes: 4_101_364,
  source: 'microsoft/ToRA',
  licence: 'MIT',
};

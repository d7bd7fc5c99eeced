import type { DataFile } from '../../src/core/index.ts';

/** The 500 test problems that PRM800K set aside; the same bytes as its `math_splits/test.jsonl`. */
export const testFile: DataFile = {
  path: 'math-500/test.jsonl',
  url: 'https://raw.githubusercontent.com/ZubinGou/math-evaluation-harness/db77bc6bb2a17c90ed2d63e88ebd8c40a82858c5/data/math_oai/test.jsonl',
  sha256: '35dc41080a3680858b27fa7e0533d2d547825316fc5dafe5d316f4ccc5a06132',
  bytes: 446_564,
  source: 'ZubinGou/math-evaluation-harness',
  licence: 'MIT',
};

import type { DataFile } from '../../src/core/index.ts';

/** 180 problems of contests from July 2023 to January 2024; the Eurus repository holds the same bytes. */
export const leetcodeFile: DataFile = {
  path: 'leetcode/20240121-Jul.jsonl',
  url: 'https://raw.githubusercontent.com/deepseek-ai/DeepSeek-Coder/2f9fd85927c669dae3c0fbb2d607274023af243e/Evaluation/LeetCode/data/20240121-Jul.jsonl',
  sha256: '7630417651034cfef749d2b21b47163921e1199e078b39ecbc218b4e7c73fbfc',
  bytes: 3_019_497,
  source: 'deepseek-ai/DeepSeek-Coder',
  licence: 'MIT',
};

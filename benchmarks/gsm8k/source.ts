import type { DataFile } from '../../src/core/index.ts';

/** 1,319 questions: what is scored. */
export const testFile: DataFile = {
  path: 'gsm8k/test.jsonl',
  url: 'https://raw.githubusercontent.com/openai/grade-school-math/3101c7d5072418e28b9008a6636bde82a006892c/grade_school_math/data/test.jsonl',
  sha256: '3730d312f6e3440559ace48831e51066acaca737f6eabec99bccb9e4b3c39d14',
  bytes: 749_738,
  source: 'openai/grade-school-math',
  licence: 'MIT',
};

/** 7,473 questions: where few-shot examples come from. */
export const trainFile: DataFile = {
  path: 'gsm8k/train.jsonl',
  url: 'https://raw.githubusercontent.com/openai/grade-school-math/3101c7d5072418e28b9008a6636bde82a006892c/grade_school_math/data/train.jsonl',
  sha256: '17f347dc51477c50d4efb83959dbb7c56297aba886e5544ee2aaed3024813465',
  bytes: 4_166_206,
  source: 'openai/grade-school-math',
  licence: 'MIT',
};

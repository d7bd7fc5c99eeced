import type { DataFile } from '../../src/core/index.ts';

/** 164 problems; upstream itself is gzip. */
export const humanevalFile: DataFile = {
  path: 'humaneval/HumanEval.jsonl.gz',
  url: 'https://raw.githubusercontent.com/openai/human-eval/6d43fb980f9fee3c892a914eda09951f772ad10d/data/HumanEval.jsonl.gz',
  sha256: 'b796127e635a67f93fb35c04f4cb03cf06f38c8072ee7cee8833d7bee06979ef',
  bytes: 44_877,
  source: 'openai/human-eval',
  licence: 'MIT',
};

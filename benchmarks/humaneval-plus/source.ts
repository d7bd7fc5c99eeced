import type { DataFile } from '../../src/core/index.ts';

/** Version 0.1.10: 164 problems with arguments for 124,253 calls; upstream itself is gzip. */
export const humanevalPlusFile: DataFile = {
  path: 'humaneval-plus/HumanEvalPlus.jsonl.gz',
  url: 'https://raw.githubusercontent.com/evalplus/humanevalplus_release/200defce9e3429d28ca215b6dd061c0f7f31c18b/HumanEvalPlus.jsonl.gz',
  sha256: '272720b90ac375502c8ed23cd791c2a93dfb22a911641a494da74a426c09f101',
  bytes: 925_932,
  source: 'evalplus/humanevalplus_release',
  licence: 'Apache-2.0',
};

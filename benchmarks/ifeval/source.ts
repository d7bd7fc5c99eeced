import type { DataFile } from '../../src/core/index.ts';

/** 541 prompts; the same rows as google-research/google-research, instruction_following_eval, but for one. */
export const promptsFile: DataFile = {
  path: 'ifeval/input_data.jsonl',
  url: 'https://raw.githubusercontent.com/OpenBMB/Eurus/fd72db1861ef009fede0dbe5bcc9893c9012dacf/eval/Ins-Following/if_eval/input_data.jsonl',
  sha256: '86ea91641ee9e6b891330f3f019e82c481abddbdea5945106df1dfe59757fbc2',
  bytes: 207_112,
  source: 'OpenBMB/Eurus',
  licence: 'Apache-2.0',
};

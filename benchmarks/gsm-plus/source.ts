import type { DataFile } from '../../src/core/index.ts';

/** 2,400 questions: `testmini` of release v1, 300 seeds with eight variations each. */
export const testminiFile: DataFile = {
  path: 'gsm-plus/gsmplus_testmini.jsonl',
  url: 'https://raw.githubusercontent.com/qtli/GSM-Plus/3474129ec12fcd3e8ac08cb037aca1928efca98c/dataset/gsmplus_testmini.jsonl',
  sha256: '6653b4b941956da12ba0af2eae660800db13a901123553b163b77be2d20eb7d5',
  bytes: 3_128_556,
  source: 'qtli/GSM-Plus',
  licence: 'unstated',
};

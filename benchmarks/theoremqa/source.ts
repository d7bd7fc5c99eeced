import type { DataFile } from '../../src/core/index.ts';

/** 800 questions with typed answers, as the Eurus scripts read them. */
export const theoremqaFile: DataFile = {
  path: 'theoremqa/theorem_qa.json',
  url: 'https://raw.githubusercontent.com/OpenBMB/Eurus/fd72db1861ef009fede0dbe5bcc9893c9012dacf/eval/Math/theorem_qa/theorem_qa.json',
  sha256: '84b85febccbcbc03668b710cc5c9fb3ffb972e19db88f5a3423bd943e025087c',
  bytes: 429_865,
  source: 'OpenBMB/Eurus',
  licence: 'Apache-2.0',
};

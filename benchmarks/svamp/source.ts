import type { DataFile } from '../../src/core/index.ts';

/** The challenge set, 1,000 problems; byte for byte the file of the authors, `arkilpatel/SVAMP`. */
export const svampFile: DataFile = {
  path: 'svamp/SVAMP.json',
  url: 'https://raw.githubusercontent.com/OpenBMB/Eurus/fd72db1861ef009fede0dbe5bcc9893c9012dacf/eval/Math/subset/data/SVAMP.json',
  sha256: '5be77703a6d891ae476d7c082787ad361392aa02453b132516cdd5f4e7934e3e',
  bytes: 339_970,
  source: 'OpenBMB/Eurus',
  licence: 'Apache-2.0',
};

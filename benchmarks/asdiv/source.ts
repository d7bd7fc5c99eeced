import type { DataFile } from '../../src/core/index.ts';

/** ASDiv as the Lila collection has it: 2,063 problems, of which 618 are the test split. */
export const asdivFile: DataFile = {
  path: 'asdiv/asdiv.json',
  url: 'https://raw.githubusercontent.com/OpenBMB/Eurus/fd72db1861ef009fede0dbe5bcc9893c9012dacf/eval/Math/subset/data/asdiv.json',
  sha256: '38704f673ec69d02dc038bdfd89c9269acb95f20f351c9ce5f91cc7dd3f8dfee',
  bytes: 889_194,
  source: 'OpenBMB/Eurus',
  licence: 'Apache-2.0',
};

import type { DataFile } from '../../src/core/index.ts';

/** A task of MINT that the Eurus paper counts; `split` is the paper's column. */
export type MintTask = {
  readonly name: 'mbpp' | 'humaneval' | 'math' | 'theoremqa' | 'mmlu';
  readonly split: 'code' | 'math';
  readonly rows: number;
  readonly questions: DataFile;
  /** A worked episode, which stands in the prompt of every question. */
  readonly example: DataFile;
};

const upstream =
  'https://raw.githubusercontent.com/xingyaoww/mint-bench/3f7f12c10bf763be1e6dbdeb42feb57624121f61';

const file = (path: string, from: string, sha256: string, bytes: number): DataFile => ({
  path: `mint/${path}`,
  url: `${upstream}/${from}/${path}`,
  sha256,
  bytes,
  source: 'xingyaoww/mint-bench',
  licence: 'Apache-2.0',
});

/** What an episode begins with: rules, and places for the numbers, the example and the question. */
export const templateFile = file(
  'templates/template_with_tool.txt',
  'mint/prompt',
  'af2b3747af174f28f0773d41d82f922b929356c857cc6f097b287b0c9d3a267e',
  1082,
);

const example = (name: string, sha256: string, bytes: number): DataFile =>
  file(`in_context_examples/${name}/with_tool.txt`, 'mint/tasks', sha256, bytes);

const reasoning = example(
  'reasoning',
  '998b74764f19230f88ee413d272f48de0eef036915af99e8bc9a962fceef2229',
  1847,
);

const task = (
  name: MintTask['name'],
  split: MintTask['split'],
  rows: number,
  [sha256, bytes]: readonly [string, number],
  worked: DataFile,
): MintTask => ({
  name,
  split,
  rows,
  questions: file(`${name}/test_prompts.json`, 'data/processed', sha256, bytes),
  example: worked,
});

/** Those of its tasks that the paper counts: 136 of code, 225 of mathematics. */
export const mintTasks: readonly MintTask[] = [
  task(
    'mbpp',
    'code',
    91,
    ['5aa7dd825467a624b400f4a18c95f23211019bb9da76c9041288b44b315538b6', 85_879],
    example('mbpp', '0ff1c1c54c1c815b3c217736d5ef62cca4c194dcfb2f8678f271ba9e52e7a98b', 1652),
  ),
  task(
    'humaneval',
    'code',
    45,
    ['4928a066639367b11c18d903816d6c5705073694c974892371fe9d30f5b6a75d', 95_482],
    example('humaneval', '9544297020279c692f4211c323ee76d4702d1cc3b61345dde8736adce6990414', 1952),
  ),
  task(
    'math',
    'math',
    100,
    ['48a8c50efe9a206ca2cc634192545ed132596846fcd07631d5de2f4c6b54642d', 27_578],
    reasoning,
  ),
  task(
    'theoremqa',
    'math',
    49,
    ['0a66cce3ccfbb3645fb26c5c37951c7043284f9c82c04121a2bd0102abe12779', 14_651],
    reasoning,
  ),
  task(
    'mmlu',
    'math',
    76,
    ['77bd8aa372ddabb587392d7c9c7d275b75ac32d31fdbc836f1faa4d66d4300c3', 20_067],
    reasoning,
  ),
];

/** A test of the paper, and where a run has it. */
export type PaperColumn = {
  /** As the paper's Table 3 heads it. */
  readonly name: string;
  /** For narrow terminals. */
  readonly short: string;
  readonly benchmark: string;
  /** The part of the benchmark that it is, where it is not the whole. */
  readonly group?: { readonly dimension: string; readonly value: string };
};

/** The twelve tests of Table 3 in its order; `Avg.` is their plain mean. */
export const paperColumns: readonly PaperColumn[] = [
  { name: 'HumanEval', short: 'HE', benchmark: 'humaneval' },
  { name: 'MBPP', short: 'MBPP', benchmark: 'mbpp' },
  { name: 'LeetCode', short: 'Leet', benchmark: 'leetcode' },
  { name: 'GSM-Plus', short: 'GSM+', benchmark: 'gsm-plus' },
  { name: 'MATH', short: 'MATH', benchmark: 'math' },
  { name: 'TheoremQA', short: 'TQA', benchmark: 'theoremqa' },
  { name: 'SVAMP', short: 'SVA', benchmark: 'svamp' },
  { name: 'ASDiv', short: 'ASD', benchmark: 'asdiv' },
  { name: 'BBH', short: 'BBH', benchmark: 'bbh' },
  { name: 'IFEval', short: 'IFE', benchmark: 'ifeval' },
  { name: 'MINT-Code', short: 'M-C', benchmark: 'mint', group: { dimension: 'split', value: 'code' } },
  { name: 'MINT-Math', short: 'M-M', benchmark: 'mint', group: { dimension: 'split', value: 'math' } },
];

/** Benchmarks in the order of the paper's columns. */
export const paperOrder: readonly string[] = [...new Set(paperColumns.map(({ benchmark }) => benchmark))];

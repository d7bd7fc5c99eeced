/** The task whose samples a file of lm-evaluation-harness holds, by the file's name; null for other files. */
export const taskIn = (name: string): string | null =>
  /^samples_(.+)_\d{4}-\d\d-\d\dT.*\.jsonl(?:\.gz)?$/.exec(name)?.[1] ?? null;

/** That harness has a task for each part of these benchmarks; our ids begin with the part. */
const parts: Readonly<Record<string, RegExp>> = {
  bbh: /^(?:leaderboard_)?bbh_(?:(?:cot_)?(?:fewshot|zeroshot)_)?/,
  mmlu: /^mmlu_(?:flan_(?:n_shot|cot)_(?:generative|loglikelihood|zeroshot|fewshot)_|continuation_|generative_)?/,
};

/** What the names of its tasks begin with where a benchmark has one a part. */
export const partsOf = (benchmark: string): RegExp | undefined =>
  Object.hasOwn(parts, benchmark) ? parts[benchmark] : undefined;

import type { Benchmark } from '../src/core/index.ts';
import { asdiv } from './asdiv/benchmark.ts';
import { bbh } from './bbh/benchmark.ts';
import { gsmPlus } from './gsm-plus/benchmark.ts';
import { gsm8k } from './gsm8k/benchmark.ts';
import { humaneval } from './humaneval/benchmark.ts';
import { humanevalPlus } from './humaneval-plus/benchmark.ts';
import { ifeval } from './ifeval/benchmark.ts';
import { leetcode } from './leetcode/benchmark.ts';
import { math } from './math/benchmark.ts';
import { math500 } from './math-500/benchmark.ts';
import { mbpp } from './mbpp/benchmark.ts';
import { mbppTest } from './mbpp-test/benchmark.ts';
import { mint } from './mint/benchmark.ts';
import { mmlu } from './mmlu/benchmark.ts';
import { svamp } from './svamp/benchmark.ts';
import { theoremqa } from './theoremqa/benchmark.ts';

export { type Suite, type SuiteMember, suites } from './suites.ts';

/** Every benchmark of this package, in the order of tables. */
export const benchmarks: readonly Benchmark[] = [
  leetcode,
  humaneval,
  humanevalPlus,
  mbpp,
  mbppTest,
  gsm8k,
  gsmPlus,
  math,
  math500,
  theoremqa,
  svamp,
  asdiv,
  bbh,
  ifeval,
  mint,
  mmlu,
];

/** The benchmark of that id, or undefined. */
export const findBenchmark = (id: string): Benchmark | undefined =>
  benchmarks.find(benchmark => benchmark.id === id);

import type { Dataset, Row } from './dataset.ts';
import type { HarnessRecords } from './harness-records.ts';
import type { Protocol } from './protocol.ts';
import type { Sample } from './sample.ts';

export const domains = ['code', 'math', 'reasoning', 'instructions', 'knowledge'] as const;

export type Domain = (typeof domains)[number];

export const splits = ['train', 'validation', 'test'] as const;

/** Which part of its dataset a benchmark asks. */
export type Split = (typeof splits)[number];

/**
 * A dataset, how to read it, and its protocols: a small pure value.
 * (Functions are declared as methods so that `Benchmark<HumanEvalSample>` is a `Benchmark`.)
 */
export type Benchmark<S extends Sample = Sample> = {
  /** Lower case, e.g. `gsm8k`; also the folder in the data directory. */
  readonly id: string;
  readonly title: string;
  readonly domain: Domain;
  /** Raise it when any prompt or score could change. */
  readonly version: number;
  readonly dataset: Dataset;
  /** What `dataset` is of its source; `test` when absent. Training data is made of test data only when asked for. */
  readonly split?: Split;
  /** Where few-shot examples come from, for protocols with `shots`. */
  readonly shots?: Dataset;
  /** Row → sample, for both datasets. */
  sample(row: Row): S;
  /** By name (`cot`, `cot@eurus`); the first one is the default. */
  readonly protocols: Readonly<Record<string, Protocol<S>>>;
  /** The group dimension whose plain mean over values is the metric `macro`, where the benchmark has one. */
  readonly macro?: string;
  /**
   * What the parts of a verdict are called, in the singular (`instruction`), where graders give parts: names the
   * metric `instruction-level` and the groups `instruction` and `instruction-family`.
   */
  readonly parts?: string;
  /** By dimension: the order its values are listed in, where that is not the alphabet's. Others come behind. */
  readonly groupOrder?: Readonly<Record<string, readonly string[]>>;
  /** Row fields that hold a sample's id in recorded outputs besides `id`, `key`, `task_id` and `idx`. */
  readonly idFields?: readonly string[];
  /** How the records of the benchmark's own harness are read, for `score`; absent where nobody has any. */
  readonly records?: HarnessRecords<S>;
};

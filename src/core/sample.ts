/**
 * A row made uniform. Benchmarks add fields of their own by widening the type
 * (`type HumanEvalSample = Sample & { entryPoint: string }`).
 */
export type Sample = {
  /** Unique within the benchmark; always text. */
  readonly id: string;
  /** The question or task as the benchmark states it. */
  readonly input: string;
  /** The gold answer, or the reference solution of a code task. */
  readonly target: string;
  /** Where the sample belongs, by dimension: `{ task: 'snarks' }`, `{ level: '3', subject: 'Algebra' }`. */
  readonly groups?: Readonly<Record<string, string>>;
};

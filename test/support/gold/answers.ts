import type { Sample } from '../../../src/core/index.ts';

/** How a model that knows everything, and one that knows nothing, answer the samples of a benchmark. */
export type GoldAnswers = {
  /** Whole answers: the server takes off what a prefill has already said. */
  right(sample: Sample, protocolName: string): string;
  /** Wrong to every grader, but an answer. */
  wrong(sample: Sample, protocolName: string): string;
  /** How likely each first token was, for a server that says so. */
  logprobs?(sample: Sample, right: boolean): Readonly<Record<string, number>>;
};

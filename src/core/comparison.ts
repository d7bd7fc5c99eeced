import type { VerdictName } from './verdict.ts';

/** What two runs scored on the samples that both have, as it stands in `compare --json` (snake_case there). Fractions 0–1. */
export type PairedDifference = {
  /** Samples with a scored trial in both. */
  readonly samples: number;
  readonly a: number;
  readonly b: number;
  /** b − a. */
  readonly difference: number;
  readonly ci95: readonly [number, number];
  readonly p: number;
  /** `mcnemar`: one trial a sample in both, exact; `sign-flip`: permutation of the samples' differences. */
  readonly test: 'mcnemar' | 'sign-flip';
  /** Smallest difference that would have been shown with 80 % power; null where none would. */
  readonly detectable: number | null;
  /** Samples on which b did better, and those on which a did. */
  readonly gained: number;
  readonly lost: number;
};

/** With its p adjusted for the number of its like. */
export type AdjustedDifference = PairedDifference & { readonly p_holm: number };

/** One sample's trials in one of the two runs. */
export type FlipSide = {
  readonly correct: number;
  readonly trials: number;
  /** Of the only trial; null where there are several. */
  readonly verdict: VerdictName | null;
  /** `file:line` of the first verdict. */
  readonly at: string;
};

/** A sample on which one of the two did better. */
export type Flip = {
  readonly id: string;
  /** `gained`: b did better. */
  readonly direction: 'gained' | 'lost';
  readonly a: FlipSide;
  readonly b: FlipSide;
};

/** One benchmark × protocol × grader that both runs have. */
export type ComparedCell = AdjustedDifference & {
  readonly benchmark: string;
  readonly protocol: string;
  readonly grader: string;
  /** Samples that only one of the two has a verdict on. */
  readonly only_a: number;
  readonly only_b: number;
  /** Samples that both have, left out because all trials of one of them are unscored. */
  readonly unscored: number;
  /** By dimension, then by value. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, AdjustedDifference>>>>;
  /** Sorted by id. */
  readonly flips: readonly Flip[];
};

/** The plain mean over benchmarks, each counting the same. */
export type OverallDifference = {
  readonly benchmarks: number;
  readonly samples: number;
  readonly a: number;
  readonly b: number;
  readonly difference: number;
  readonly ci95: readonly [number, number];
  readonly p: number;
};

export type ComparedRun = {
  readonly model: string;
  readonly directory: string;
};

/** Run b against run a. */
export type RunComparison = {
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  readonly cells: readonly ComparedCell[];
  /** Null where there is only one benchmark, or one that was asked in several ways. */
  readonly overall: OverallDifference | null;
  /** In what the runs differ besides the model, and what else a reader must know. */
  readonly warnings: readonly string[];
  /** What only one of the two has, and is therefore not compared. */
  readonly left_out: readonly string[];
};

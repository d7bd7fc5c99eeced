import type { Cost } from './price.ts';
import type { TokenTotals } from './usage.ts';
import type { VerdictName } from './verdict.ts';

/** One number with how sure it is. Fractions 0–1. */
export type Metric = {
  readonly value: number;
  /** Standard error of the mean, clustered by sample. */
  readonly stderr: number;
  readonly ci95: readonly [number, number];
  /** Samples the value is a mean over (unscored ones left out). */
  readonly samples: number;
  /** Trials a sample (the smallest number among the samples). */
  readonly trials: number;
};

/** A metric for one k. */
export type CurvePoint = Pick<Metric, 'value' | 'stderr' | 'ci95'> & { readonly k: number };

export type Counts = Readonly<Record<VerdictName, number>> & {
  /** Completions cut off by the token limit, whatever their verdict. */
  readonly truncated: number;
  /** Completions that the server stopped by a filter, or refused; left out when 0. */
  readonly filtered?: number;
  /** Completions of which nobody says how they ended: some may have been cut off. Left out when 0. */
  readonly unknown_ending?: number;
};

export type Scores = {
  /** `pass@1`, `pass@10`, `maj@10`, `pass^10`, `macro`, … */
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly counts: Counts;
};

/** One benchmark × protocol × grader, as it stands in `summary.json` (snake_case there). */
export type Cell = Scores & {
  readonly benchmark: string;
  readonly protocol: string;
  readonly grader: string;
  /** By dimension, then by value: `groups.task.snarks`. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, Scores>>>>;
  /** By kind (`pass@k`, `maj@k`, …): k = 1, 2, 4, … and all trials. Left out where some sample has a single trial. */
  readonly curves?: Readonly<Record<string, readonly CurvePoint[]>>;
  /** The score that `best@k` and `weighted@k` go by; left out without one. */
  readonly score_field?: string;
  /** `pass@1` over the answers that were not cut off; left out when there is none, or nobody says how answers ended. */
  readonly completed?: Metric;
  readonly tokens: TokenTotals;
  /** What asking for the answers cost, as far as it is known; graders of one task share it. Left out without a price. */
  readonly cost?: Cost;
  /** Sum of the time spent generating and scoring, in seconds. */
  readonly duration_s: number;
  /** Planned trials that have no verdict: the run was stopped, or the recorded file lacks them. Left out when 0. */
  readonly missing?: number;
  /**
   * The protocol starts the answer for the model, and it was asked without that: because the server does not continue a
   * started answer, or because it was not asked to. Absent otherwise.
   */
  readonly start?: 'not-continued' | 'left-out';
};

/** Trials that a cell has a verdict on. */
export const trialsOf = (counts: Counts): number =>
  counts.correct + counts.incorrect + counts['no-answer'] + counts.unscored;

/** Share of cut-off answers above which a score says as much about the token limit as about the model. */
const truncatedShare = 0.01;

/** True when more than 1 % of the answers were cut off by the token limit. */
export const isOftenTruncated = (counts: Counts): boolean =>
  counts.truncated > truncatedShare * trialsOf(counts);

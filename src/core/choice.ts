import type { Metric } from './cell.ts';

/** How one of N answers is chosen: at random, by a score, by a vote, by a vote with scores as weights, or by the gold. */
export type ChoiceRule = 'random' | 'score' | 'vote' | 'weighted-vote' | 'oracle';

/** One way to choose, over all N, as the rows of the paper's Table 9. */
export type ChoiceRow = {
  readonly rule: ChoiceRule;
  /** The score that it goes by; null where it goes by none. */
  readonly score: string | null;
  /** One for each N; null where some sample has fewer judged trials, or answers were not compared. */
  readonly cells: readonly (ChoiceCell | null)[];
  /** Judged answers without the score: they rank below all others and weigh nothing. */
  readonly lacking: number;
};

export type ChoiceCell = {
  readonly n: number;
  readonly metric: Metric;
  /** To an answer chosen at random, sample by sample; null for that itself and for the oracle. */
  readonly difference: { readonly value: number; readonly ci95: readonly [number, number] } | null;
};

/** All ways to choose among the answers to one task, by one grader. */
export type TaskChoices = {
  readonly benchmark: string;
  readonly protocol: string;
  readonly grader: string;
  /** Samples with a judged trial, the fewest such trials that one has, and the answers in all. */
  readonly samples: number;
  readonly trials: number;
  readonly answers: number;
  /** Answers that could not be judged: they are not chosen from. */
  readonly unscored: number;
  readonly rows: readonly ChoiceRow[];
};

import type { Completion } from './completion.ts';
import type { Extraction } from './extraction.ts';
import type { Sample } from './sample.ts';
import type { Execute } from './sandbox.ts';
import type { Judgement } from './verdict.ts';

/** A sample, what the model said, and what was found in it: all that a scorer sees. */
export type Attempt<S extends Sample = Sample> = {
  readonly sample: S;
  readonly completion: Completion;
  readonly extraction: Extraction;
};

/** Whether two answers to a sample say the same, by the rule that judges them. Pure, and bounded in time. */
export type SameAnswer<S extends Sample = Sample> = (one: string, other: string, sample: S) => boolean;

/** Attempt → judgement. Reaches the world only through `execute`. */
export type Scorer<S extends Sample = Sample> = {
  (attempt: Attempt<S>, execute: Execute): Judgement | Promise<Judgement>;
  /** For votes over trials; absent where answers are nothing to be compared, as programs that tests judge. */
  readonly sameAnswer?: SameAnswer<S>;
};

/** How we judge a completion. Several graders may judge the same one. */
export type Grader<S extends Sample = Sample> = {
  /** One line for `list graders`: whose rule it is and what it does. */
  readonly title: string;
  /** Raise it when any verdict could change. */
  readonly version: number;
  /** Pure. */
  extract(completion: Completion, sample: S): Extraction;
  score(attempt: Attempt<S>, execute: Execute): Judgement | Promise<Judgement>;
  /** True when `score` runs programs, so that a sandbox is started only where it is needed. */
  readonly runsCode?: boolean;
  /** How two answers are compared in a vote; that of `score` when absent. */
  sameAnswer?(one: string, other: string, sample: S): boolean;
};

/** How a grader compares two answers in a vote; null where it does not. */
export const sameAnswerOf = (grader: Grader): SameAnswer | null => {
  const { sameAnswer, score }: { sameAnswer?: SameAnswer; score: Scorer } = grader;
  return sameAnswer ?? score.sameAnswer ?? null;
};

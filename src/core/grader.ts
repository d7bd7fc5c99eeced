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

/** Attempt → judgement. Reaches the world only through `execute`. */
export type Scorer<S extends Sample = Sample> = (
  attempt: Attempt<S>,
  execute: Execute,
) => Judgement | Promise<Judgement>;

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
};

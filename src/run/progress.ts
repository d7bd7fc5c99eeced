import { type Completion, costOfAnswer, currencySign, type Price, type Verdict } from '../core/index.ts';

/** Counts of one task. */
export type TaskProgress = {
  /** `gsm8k.cot` */
  readonly name: string;
  /** Trials a sample. Those of one sample are alike, so an interval counts samples. */
  trials: number;
  planned: number;
  generated: number;
  /** Judged by the headline grader, `unscored` left out. */
  scored: number;
  correct: number;
  unscored: number;
  truncated: number;
};

/** One of several servers, now. */
export type ReplicaProgress = {
  readonly url: string;
  readonly weight: number;
  /** Answers under way there, and most that may be. */
  readonly inFlight: number;
  readonly window: number;
  /** Answers that it gave this command, and tries that failed there. */
  readonly answered: number;
  readonly failed: number;
  /** Why it is not asked, in a few words; null while it is. */
  readonly away: string | null;
};

/** What goes on in a queue, as its coordinator sees it. */
export type QueueProgress = {
  /** That have joined the run, and the batches that they can work on at the same time. */
  workers: number;
  slots: number;
  /** Completions that have been handed in and have not come back. */
  out: number;
  /** Batches that no worker has taken yet. */
  waiting: number;
  /** Completions that have come back judged. */
  judged: number;
  /** Batches that were handed in again. */
  again: number;
};

/**
 * Where a run stands. One object for the whole run, changed in place: look at it whenever you draw.
 * A trial counts as generated when its completion is on disk.
 */
export type Progress = {
  /** What the command is there for: to ask for completions and judge them, or to judge those that are there. */
  work: 'asking' | 'judging';
  /** Trials this command is about; 0 while that is not known. */
  planned: number;
  /** Trials whose request is over, those of earlier commands included. */
  generated: number;
  /** Of `generated`, those that this command has not asked for: there at the start, or reused. */
  resumed: number;
  /** Of `resumed`, those taken from other runs. */
  reused: number;
  /** Judged by the headline grader, `unscored` left out. */
  scored: number;
  correct: number;
  unscored: number;
  truncated: number;
  /** Turns of episodes that this command has asked for. */
  turns: number;
  /** Requests under way. */
  inFlight: number;
  /** Most requests that may be under way now; null while nobody has said so. */
  window: number | null;
  /** Where there are several servers, each of them. */
  replicas: readonly ReplicaProgress[];
  /** Tries after the first. */
  retries: number;
  /** Requests that failed for good. */
  errors: number;
  /** Why the last try that failed did, in a few words; null while none has. */
  lastFailure: string | null;
  /** Tokens of this command's requests. */
  inputTokens: number;
  outputTokens: number;
  /** What this command's requests cost so far, `currency` as a sign or code (`$`, `EUR`); null where prices are not known. */
  cost: { readonly amount: number; readonly currency: string } | null;
  /**
   * What holds everything up, e.g. `waiting for the server: connection refused`; null while nothing does.
   * Whoever draws adds how long that has lasted, so the words stay the same as long as the cause does.
   */
  state: string | null;
  /** When what is waited for is tried again, as `Date.now()` counts; null where that is not known. */
  resumesAtMs: number | null;
  /** Where completions are judged, when that is a queue; null when it is this process. */
  queue: QueueProgress | null;
  readonly startedAtMs: number;
  readonly tasks: readonly TaskProgress[];
};

export const createProgress = (names: readonly string[]): Progress => ({
  work: 'asking',
  planned: 0,
  generated: 0,
  resumed: 0,
  reused: 0,
  scored: 0,
  correct: 0,
  unscored: 0,
  truncated: 0,
  turns: 0,
  inFlight: 0,
  window: null,
  replicas: [],
  retries: 0,
  errors: 0,
  lastFailure: null,
  inputTokens: 0,
  outputTokens: 0,
  cost: null,
  state: null,
  resumesAtMs: null,
  queue: null,
  startedAtMs: Date.now(),
  tasks: names.map(name => ({
    name,
    trials: 1,
    planned: 0,
    generated: 0,
    scored: 0,
    correct: 0,
    unscored: 0,
    truncated: 0,
  })),
});

/** Adds to a count of a task and to the whole. */
export const count = (
  progress: Progress,
  task: TaskProgress | undefined,
  what: Exclude<keyof TaskProgress, 'name' | 'trials'>,
  by = 1,
): void => {
  progress[what] += by;
  if (task !== undefined) task[what] += by;
};

export const countTokens = (progress: Progress, { usage }: Pick<Completion, 'usage'>): void => {
  progress.inputTokens += usage.inputTokens ?? 0;
  progress.outputTokens += usage.outputTokens ?? 0;
};

/** Adds what an answer cost, as far as it is known; does nothing without a price. */
export const countCost = (
  progress: Progress,
  { usage, reusedFrom }: Pick<Completion, 'usage' | 'reusedFrom'>,
  price: Price | null,
): void => {
  if (price === null || reusedFrom !== undefined) return;
  const amount = (progress.cost?.amount ?? 0) + (costOfAnswer(usage, price) ?? 0);
  progress.cost = { amount, currency: currencySign(price.currency) };
};

export const countVerdict = (
  progress: Progress,
  task: TaskProgress | undefined,
  verdict: Verdict['verdict'],
): void => {
  count(progress, task, verdict === 'unscored' ? 'unscored' : 'scored');
  if (verdict === 'correct') count(progress, task, 'correct');
};

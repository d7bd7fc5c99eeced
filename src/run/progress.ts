import type { Completion, Verdict } from '../core/index.ts';

/** Counts of one task. */
export type TaskProgress = {
  /** `gsm8k.cot` */
  readonly name: string;
  planned: number;
  generated: number;
  /** Judged by the headline grader, `unscored` left out. */
  scored: number;
  correct: number;
  unscored: number;
  truncated: number;
};

/**
 * Where a run stands. One object for the whole run, changed in place: look at it whenever you draw.
 * A trial counts as generated when its completion is on disk.
 */
export type Progress = {
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
  /** Requests under way. */
  inFlight: number;
  /** Tries after the first. */
  retries: number;
  /** Requests that failed for good. */
  errors: number;
  /** Tokens of this command's requests. */
  inputTokens: number;
  outputTokens: number;
  readonly startedAtMs: number;
  readonly tasks: readonly TaskProgress[];
};

export const createProgress = (names: readonly string[]): Progress => ({
  planned: 0,
  generated: 0,
  resumed: 0,
  reused: 0,
  scored: 0,
  correct: 0,
  unscored: 0,
  truncated: 0,
  inFlight: 0,
  retries: 0,
  errors: 0,
  inputTokens: 0,
  outputTokens: 0,
  startedAtMs: Date.now(),
  tasks: names.map(name => ({
    name,
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
  what: Exclude<keyof TaskProgress, 'name'>,
  by = 1,
): void => {
  progress[what] += by;
  if (task !== undefined) task[what] += by;
};

export const countTokens = (progress: Progress, { usage }: Pick<Completion, 'usage'>): void => {
  progress.inputTokens += usage.inputTokens ?? 0;
  progress.outputTokens += usage.outputTokens ?? 0;
};

export const countVerdict = (
  progress: Progress,
  task: TaskProgress | undefined,
  verdict: Verdict['verdict'],
): void => {
  count(progress, task, verdict === 'unscored' ? 'unscored' : 'scored');
  if (verdict === 'correct') count(progress, task, 'correct');
};

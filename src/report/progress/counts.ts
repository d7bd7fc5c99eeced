/** How far one task is. */
export type TaskCounts = {
  readonly name: string;
  /** Trials a sample. */
  readonly trials: number;
  readonly planned: number;
  readonly generated: number;
  readonly scored: number;
  readonly correct: number;
  readonly unscored: number;
  readonly truncated: number;
};

/** One of several servers. */
export type ReplicaCounts = {
  readonly url: string;
  readonly inFlight: number;
  readonly window: number;
  readonly answered: number;
  /** Why it is not asked, in a few words; null while it is. */
  readonly away: string | null;
};

/** What goes on in the queue that judges, as the pipeline sees it. */
export type QueueCounts = {
  readonly workers: number;
  readonly slots: number;
  /** Completions that have been handed in and have not come back. */
  readonly out: number;
  /** Batches that no worker has taken yet. */
  readonly waiting: number;
  /** Batches that were handed in again. */
  readonly again: number;
};

/** What progress is drawn from; the pipeline's Progress is one. */
export type ProgressCounts = {
  /** `judging` where no model is asked: then what is done is what is judged. */
  readonly work?: 'asking' | 'judging';
  /** Trials in all; 0 while that is not known. */
  readonly planned: number;
  readonly generated: number;
  /** Of `generated`, those that were there at the start. */
  readonly resumed: number;
  readonly scored: number;
  readonly correct: number;
  readonly unscored: number;
  readonly truncated?: number;
  /** Turns of episodes that this command has asked for. */
  readonly turns?: number;
  readonly inFlight: number;
  /** Most requests that may be under way now; null where nobody has said so. */
  readonly window?: number | null;
  /** Where there are several servers, each of them. */
  readonly replicas?: readonly ReplicaCounts[];
  readonly reused?: number;
  readonly retries: number;
  readonly errors: number;
  /** Why the last try that failed did, in a few words. */
  readonly lastFailure?: string | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost?: { readonly amount: number; readonly currency: string } | null;
  /** Left out or null where this process judges. */
  readonly queue?: QueueCounts | null;
  readonly startedAtMs: number;
};

type Judged = Pick<ProgressCounts, 'scored' | 'unscored'>;

/** How many trials have been looked at by the headline grader. */
export const judgedOf = ({ scored, unscored }: Judged): number => scored + unscored;

/** True when everything planned is there and judged. */
export const isFinished = (task: TaskCounts): boolean =>
  task.planned > 0 && task.generated >= task.planned && judgedOf(task) >= task.planned;

/** Of `planned`, what is done. Where the end is not known only what has been judged can be told. */
export const doneOf = (
  { work, planned }: Pick<ProgressCounts, 'work' | 'planned'>,
  counts: Judged & Pick<ProgressCounts, 'generated'>,
): number => (work === 'judging' || planned === 0 ? judgedOf(counts) : counts.generated);

/** How many completions wait for a verdict. */
export const toScoreOf = ({ generated, ...judged }: Judged & Pick<ProgressCounts, 'generated'>): number =>
  Math.max(0, generated - judgedOf(judged));

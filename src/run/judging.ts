import type { DataSource, Manifest, SandboxFacts } from '../core/index.ts';
import type { Halt } from './halt.ts';
import type { PlannedTask } from './plan.ts';
import type { Pool } from './pool.ts';
import type { Progress } from './progress.ts';
import { createScoring, type Job, type ScoringOptions } from './scoring.ts';
import { type Session, startSandbox } from './session.ts';

/** Where completions are judged. */
export type Judging = {
  /** Takes completions, and hands each verdict to `record` once; a verdict of a fault of ours is `unscored`. */
  scoring<Target>(record: ScoringOptions<Target>['record']): Pool<Job<Target>>;
  /** Opens what programs run in, before the first that needs it; false when the work was stopped meanwhile. */
  prepare(): Promise<boolean>;
  /** What programs ran in; null while that is not known, and where none has run. */
  sandbox(): SandboxFacts | null;
  /** Lets go of everything; verdicts that are still out are dropped. */
  close(): Promise<void>;
};

/** What judging is about, for a place other than this process. */
export type JudgingContext = {
  readonly planned: readonly PlannedTask[];
  readonly data: DataSource;
  /** The run directory or file, for people. */
  readonly label: string;
  /** In which the verdicts that stay were given: no other will do; null when there are none. */
  readonly sandbox: Manifest['environment']['sandbox'];
  /** Told what programs run in, once that is known and before the first verdict is recorded. */
  readonly onSandbox?: ((facts: SandboxFacts) => Promise<void>) | undefined;
  readonly halt: Halt;
  /** Aborted when nothing new is to be begun. */
  readonly drain: AbortSignal | undefined;
  /** Its `queue` and `state` are kept up to date there. */
  readonly progress: Progress;
  changed(): void;
  /** A line that a user should see at once. */
  say(line: string): void;
};

/**
 * Judges completions somewhere else than in this process.
 * @throws EurusError when the place cannot be reached, before anything is judged
 */
export type OpenJudging = (context: JudgingContext) => Promise<Judging>;

export type JudgingOptions = {
  readonly data: DataSource;
  /** Completions judged at the same time in this process. */
  readonly scoreConcurrency: number;
  /** Judges elsewhere; in this process when left out. */
  readonly openJudging?: OpenJudging | undefined;
  readonly drain?: AbortSignal | undefined;
  readonly onNotice?: ((line: string) => void) | undefined;
};

/** Where the completions of a command are judged: in the session's own sandbox, or elsewhere. */
export const judgingOf = async (
  { openJudging, data, scoreConcurrency, drain, onNotice }: JudgingOptions,
  session: Session,
  about: Pick<JudgingContext, 'planned' | 'label' | 'sandbox' | 'onSandbox'>,
): Promise<Judging> => {
  const { halt, progress, sandbox, changed } = session;
  if (openJudging !== undefined) {
    const say = (line: string): void => onNotice?.(line);
    return openJudging({ ...about, data, halt, drain, progress, changed, say });
  }
  return {
    scoring: record =>
      createScoring({ execute: sandbox.execute, concurrency: scoreConcurrency, halt, record }),
    prepare: async () => sandbox.opened() !== null || (await startSandbox(session)) !== null,
    sandbox: () => sandbox.opened(),
    close: async () => {},
  };
};

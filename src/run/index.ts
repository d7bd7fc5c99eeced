export type { BudgetStop } from './budget.ts';
export { canonicalJson, completionSha256, sha256, sha256OfJson } from './canonical.ts';
export { onDisk } from './disk-error.ts';
export type { CommentedTurn, Critic, CritiqueIdentity } from './episode/index.ts';
export { judge } from './judge.ts';
export type { Judging, JudgingContext, OpenJudging } from './judging.ts';
export {
  completionsFolder,
  completionsPath,
  manifestPath,
  panelPath,
  samplesPath,
  summaryPath,
  turnsPath,
  unfinishedFolder,
  verdictsPath,
  votesPath,
} from './layout.ts';
export { type LazySandbox, lazySandbox } from './lazy-sandbox.ts';
export { isBeingWritten } from './lock.ts';
export type { MaxErrors } from './luck.ts';
export { benchmarkIdentity, readManifest } from './manifest.ts';
export { changes } from './mismatch.ts';
export type { PlanOptions, RunOptions } from './options.ts';
export type { Difference, Opinion, Panel } from './panel.ts';
export { type NamedGrader, type PlannedTask, planTasks } from './plan.ts';
export { type Plan, type PlanTask, planRun } from './plan-run.ts';
export type { Pool } from './pool.ts';
export type { Progress, QueueProgress, TaskProgress } from './progress.ts';
export { type AskedPrompt, promptOf } from './prompt-of.ts';
export { maxWindow } from './rate/max-window.ts';
export type { MinuteLimits } from './rate/minute-limit.ts';
export { type RecordedCompletion, type RecordedOptions, recordedCompletions } from './recorded.ts';
export { commonIdFields } from './recorded-row.ts';
export type { AskedTask, RunResult, StopSignals } from './result.ts';
export type { Patience } from './room.ts';
export { run } from './run.ts';
export { type ScoreDirectoryOptions, scoreDirectory } from './score-directory.ts';
export { type ScoreOptions, type ScoreRecordedOptions, scoreRecorded } from './score-recorded.ts';
export type { Job, ScoringOptions } from './scoring.ts';
export type { ServerPatience } from './server-patience.ts';
export type { SessionOptions } from './session.ts';
export { type MeasuredCosts, maxShards, measuredCosts, type Shard, shardName } from './shard/index.ts';
export type { Retry } from './store.ts';
export { readRunDirectory, readRunManifest, readSummary } from './summary-file.ts';
export { everything, type Selection, type Task, taskName } from './task.ts';
export { decodeVoteRow, type VoteRow } from './votes/index.ts';

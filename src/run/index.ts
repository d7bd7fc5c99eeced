export type { BudgetStop } from './budget.ts';
export { onDisk } from './disk-error.ts';
export type { CommentedTurn, Critic, CritiqueIdentity } from './episode/index.ts';
export {
  completionsFolder,
  completionsPath,
  manifestPath,
  panelPath,
  samplesPath,
  summaryPath,
  turnsPath,
  verdictsPath,
  votesPath,
} from './layout.ts';
export { type LazySandbox, lazySandbox } from './lazy-sandbox.ts';
export { isBeingWritten } from './lock.ts';
export type { MaxErrors } from './luck.ts';
export { readManifest } from './manifest.ts';
export type { PlanOptions, RunOptions } from './options.ts';
export type { Difference, Opinion, Panel } from './panel.ts';
export { type Plan, type PlanTask, planRun } from './plan-run.ts';
export type { Progress, TaskProgress } from './progress.ts';
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
export type { ServerPatience } from './server-patience.ts';
export type { SessionOptions } from './session.ts';
export { type MeasuredCosts, measuredCosts, type Shard, shardName } from './shard/index.ts';
export type { Retry } from './store.ts';
export { readRunDirectory, readRunManifest, readSummary } from './summary-file.ts';
export { type Selection, type Task, taskName } from './task.ts';
export { decodeVoteRow, type VoteRow } from './votes/index.ts';

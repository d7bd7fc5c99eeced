/** The public API: the registries, the pipeline and the nouns they speak in. */
export { benchmarks, suites } from '../benchmarks/index.ts';
export { sandboxes } from '../sandbox/index.ts';
export * from './core/index.ts';
export * from './dataset/index.ts';
export * from './extract/index.ts';
export { modelCritic, protocolNamed, withTurns } from './interaction/index.ts';
export { equal } from './math/index.ts';
export {
  type AnswerKind,
  type AnswerReader,
  type BackendOptions,
  backends,
  checkEndpoint,
  countIn,
  createBackend,
  type Dialect,
  defineProvider,
  type EndpointCheck,
  type Limits,
  type ModelList,
  objectsIn,
  openAi,
  type Piece,
  type Provider,
  pieceReader,
  type Refusal,
  readServerError,
  type ServerError,
  type Speaking,
  textIn,
  type Wiring,
} from './model/index.ts';
export { createLikelihood, type LikelihoodOptions } from './model/likelihood/index.ts';
export { createRewarder, type RewardOptions } from './model/reward/index.ts';
export {
  createJudgement,
  implicitRewards,
  objectiveTerms,
  readPair,
  ultraInteractLoss,
} from './preference/index.ts';
export { renderRunSummary, renderTable } from './report/index.ts';
export {
  type ChoicesOptions,
  choicesOf,
  judgePairs,
  type PairFile,
  type PairJudge,
  pairsOf,
  type RewardResult,
  type RewardRunOptions,
  rewardRun,
  type ScorePairsOptions,
  scorePairs,
} from './reward/index.ts';
export {
  type BudgetStop,
  type CommentedTurn,
  type Critic,
  type CritiqueIdentity,
  type MaxErrors,
  type MinuteLimits,
  type Panel,
  type Patience,
  type Plan,
  type PlanOptions,
  type Progress,
  planRun,
  type RecordedCompletion,
  type Retry,
  type RunOptions,
  type RunResult,
  readRunDirectory,
  recordedCompletions,
  run,
  type ScoreDirectoryOptions,
  type ScoreRecordedOptions,
  type Selection,
  type ServerPatience,
  type SessionOptions,
  type StopSignals,
  scoreDirectory,
  scoreRecorded,
  type Task,
  type TaskProgress,
} from './run/index.ts';
export * from './score/index.ts';

/** The public API: the registries, the pipeline and the nouns they speak in. */
export { benchmarks, suites } from '../benchmarks/index.ts';
export { sandboxes } from '../sandbox/index.ts';
export * from './core/index.ts';
export * from './dataset/index.ts';
export * from './extract/index.ts';
export { equal } from './math/index.ts';
export { type BackendOptions, backends, checkEndpoint, createBackend } from './model/index.ts';
export { renderRunSummary, renderTable } from './report/index.ts';
export {
  type Progress,
  planRun,
  type RunOptions,
  type RunResult,
  readRunDirectory,
  recordedCompletions,
  run,
  type Selection,
  scoreDirectory,
  scoreRecorded,
  type Task,
} from './run/index.ts';
export * from './score/index.ts';

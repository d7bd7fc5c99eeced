export type { Gap } from './gaps.ts';
export { type Merged, type MergeOptions, mergeRuns } from './merge-runs.ts';
export { type Part, partLabel } from './parts.ts';

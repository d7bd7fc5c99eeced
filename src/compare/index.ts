export { compareRuns } from './compare-runs.ts';
export type { Wanted } from './pair-cells.ts';
export { readSamples, type SampleFacts } from './read-samples.ts';

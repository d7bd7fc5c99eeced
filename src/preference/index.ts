export type { Distribution, Mean } from './distribution.ts';
export * from './implicit.ts';
export * from './judgement.ts';
export * from './objective.ts';
export type { PairRewards, PreferencePair } from './pair.ts';
export * from './read-pair.ts';
export { rewardBenchSections, type SectionScore } from './reward-bench.ts';

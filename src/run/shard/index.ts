export { measuredCosts } from './measured.ts';
export type { PlannedShare } from './plan-share.ts';
export { type MeasuredCosts, maxShards, type Shard, shardName } from './shard.ts';

export { measuredCosts } from './measured.ts';
export { type PlannedShare, planShare } from './plan-share.ts';
export { type MeasuredCosts, maxShards, type Shard, shardIdentity, shardName } from './shard.ts';

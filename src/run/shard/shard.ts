import type { ShardIdentity } from '../../core/index.ts';

/** Most shards of one command. */
export const maxShards = 1_000_000;

/** Milliseconds that a trial of a sample took, by task and sample id. */
export type MeasuredCosts = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** One of so many parts of what a command is about; all trials of a sample are in one of them. */
export type Shard = {
  /** From 1. */
  readonly index: number;
  readonly count: number;
  /** `hash`: equally many samples; `expected` and `measured`: equally dear ones. */
  readonly by: ShardIdentity['by'];
  /** For `measured`. */
  readonly costs?: MeasuredCosts | undefined;
};

/** `2/4` */
export const shardName = ({ index, count }: Pick<Shard, 'index' | 'count'>): string => `${index}/${count}`;

/** What the manifest says of it. */
export const shardIdentity = ({ index, count, by }: Shard): ShardIdentity => ({ index, count, by });

import type { Argv } from 'yargs';
import { EurusError } from '../core/index.ts';
import { maxShards, measuredCosts, type Shard } from '../run/index.ts';
import { oneText } from './arguments.ts';
import { findRun } from './find-run.ts';
import { resultsRoot } from './paths.ts';

/** Which shard, and of how many. */
type Part = Pick<Shard, 'index' | 'count'>;

/** `2/4`: the second of four. */
const readShard = (value: unknown): Part | undefined => {
  const text = oneText('--shard')(value);
  if (text === undefined) return undefined;
  const match = /^(\d{1,7})\/(\d{1,7})$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (index > 0 && index <= count && count <= maxShards) return { index, count };
  const why = index === 0 ? '; add 1 to an index that begins with 0' : '';
  throw new EurusError('USAGE', `--shard is "${text}", expected I/N with I from 1 to N, such as 2/4${why}.`);
};

/** Flags of the commands that may do a part of what they are about. */
export const shardOptions = <A>(parser: Argv<A>) =>
  parser
    .option('shard', {
      describe:
        'I/N: only the I-th of N parts of these samples, in a run directory of its own; join them with merge',
      type: 'string',
      coerce: readShard,
    })
    .option('balance', {
      describe:
        'Cut shards so that each takes about as long, by prompts, --max-tokens and graders [default: equally many samples]',
      type: 'boolean',
      default: false,
    })
    .option('balance-by', {
      describe: 'The same by what the samples took in this earlier run',
      type: 'string',
      coerce: oneText('--balance-by'),
    });

type ShardArguments = {
  readonly shard?: Part | undefined;
  readonly balance?: boolean | undefined;
  readonly balanceBy?: string | undefined;
  readonly results?: string | undefined;
};

/**
 * The part of the samples that the flags name; null for all.
 * @throws EurusError `USAGE` | `RECORDS_UNREADABLE`
 */
export const shardOf = async (args: ShardArguments): Promise<Shard | null> => {
  const { shard, balance = false, balanceBy } = args;
  if (shard === undefined) {
    if (!balance && balanceBy === undefined) return null;
    const flag = balance ? '--balance' : '--balance-by';
    throw new EurusError('USAGE', `${flag} is about shards: add --shard I/N.`);
  }
  if (balanceBy === undefined) return { ...shard, by: balance ? 'expected' : 'hash' };
  const directory = await findRun(balanceBy, resultsRoot(args.results));
  return { ...shard, by: 'measured', costs: await measuredCosts(directory) };
};

/** A run's name for one of its shards: no two of them share a directory. */
export const shardRunName = (name: string, shard: Part | null): string =>
  shard === null ? name : `${name}.shard-${shard.index}-of-${shard.count}`;

import { createHash } from 'node:crypto';
import { EurusError } from '../../core/index.ts';
import type { PlannedTask } from '../plan.ts';
import { type CostOf, dealByCost } from './balance.ts';
import { type Deal, dealByHash } from './deal.ts';
import { expectedCost } from './expected.ts';
import type { MeasuredCosts, Shard } from './shard.ts';

/**
 * Leaves to each task the samples of one shard. What is dealt are the samples that the command is about, by their ids:
 * every shard of the same command deals alike, wherever it runs.
 * @throws EurusError `USAGE` where measured costs know none of the samples
 */
export const cutTasks = (
  tasks: readonly PlannedTask[],
  shard: Shard,
  system: string | null,
): readonly PlannedTask[] => {
  const deal = dealOf(tasks, shard, system);
  return tasks.map((task, place) => {
    const shards = deal[place] ?? new Uint32Array();
    const samples = task.samples.filter((_, index) => shards[index] === shard.index - 1);
    return {
      ...task,
      samples,
      indexOf: new Map(samples.map((sample, index) => [sample.id, index])),
      cut: { chosen: task.samples, sha256: cutSha256(task, shards) },
    };
  });
};

const dealOf = (tasks: readonly PlannedTask[], shard: Shard, system: string | null): Deal => {
  if (shard.by === 'hash') return dealByHash(tasks, shard.count);
  const expected: CostOf = (task, sample) => {
    const planned = tasks[task] as PlannedTask;
    return expectedCost(planned, planned.samples[sample] as PlannedTask['samples'][number], system);
  };
  if (shard.costs === undefined) return dealByCost(tasks, shard.count, expected);
  return dealByCost(tasks, shard.count, measuredOf(tasks, shard.costs, expected));
};

/** What was measured; of samples that were not, what is expected of them, at the ratio that holds for the others. */
const measuredOf = (tasks: readonly PlannedTask[], costs: MeasuredCosts, expected: CostOf): CostOf => {
  const sum = { measured: 0, expected: 0 };
  for (const [task, { name, samples }] of tasks.entries()) {
    for (const [sample, { id }] of samples.entries()) {
      const known = costs.get(name)?.get(id);
      if (known === undefined) continue;
      sum.measured += known;
      sum.expected += expected(task, sample);
    }
  }
  if (sum.measured === 0) {
    const names = tasks.map(({ name }) => name).join(', ');
    throw new EurusError('USAGE', `--balance-by: the run named there has no answers to ${names}.`, {
      hint: `It has ${[...costs.keys()].join(', ')}.`,
    });
  }
  const ratio = sum.measured / sum.expected;
  return (task, sample) => {
    const { name, samples } = tasks[task] as PlannedTask;
    return costs.get(name)?.get(samples[sample]?.id ?? '') ?? ratio * expected(task, sample);
  };
};

/** Names how the samples of a task were dealt: equal for all shards of one command, other for any other deal. */
const cutSha256 = ({ samples }: PlannedTask, shards: Uint32Array): string => {
  const hash = createHash('sha256');
  for (const [index, { id }] of samples.entries()) hash.update(`${JSON.stringify(id)} ${shards[index]}\n`);
  return hash.digest('hex');
};

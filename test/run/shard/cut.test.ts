import { describe, expect, it } from 'vitest';
import type { Cell, Sample } from '../../../src/core/index.ts';
import { run } from '../../../src/run/index.ts';
import type { PlannedTask } from '../../../src/run/plan.ts';
import { dealByCost } from '../../../src/run/shard/balance.ts';
import { cutTasks } from '../../../src/run/shard/cut.ts';
import { dealByHash } from '../../../src/run/shard/deal.ts';
import type { Shard } from '../../../src/run/shard/shard.ts';
import { rounds } from '../../support/thorough.ts';
import {
  fakeBenchmark,
  fakeTask,
  freshDirectory,
  gradedBy,
  greedyProtocol,
  runOptions,
  runs,
} from '../fakes.ts';

/** A small generator, so that a failure can be repeated. */
const randomFrom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
};

const plannedTask = (name: string, samples: readonly Sample[], more = {}): PlannedTask => ({
  task: fakeTask(fakeBenchmark(name, 1)),
  ...{ name: `${name}.cot`, samples, shots: [], macroGroups: 0 },
  indexOf: new Map(samples.map(({ id }, index) => [id, index])),
  generation: greedyProtocol.generation,
  graders: [],
  ...more,
});

const samplesOf = (count: number, of = ''): readonly Sample[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${of}${index}`, input: `${index}`, target: '' }));

const tasksOf = (counts: readonly number[]): readonly PlannedTask[] =>
  counts.map((count, index) => plannedTask(`t${index}`, samplesOf(count, `n${index}-`)));

const idsIn = (tasks: readonly PlannedTask[]): readonly string[] =>
  tasks.flatMap(({ name, samples }) => samples.map(({ id }) => `${name}/${id}`));

const shards = (count: number, more: Partial<Shard> = {}): readonly Shard[] =>
  Array.from({ length: count }, (_, index) => ({ index: index + 1, count, by: 'hash', ...more }));

const ways: readonly Pick<Shard, 'by' | 'costs'>[] = [
  { by: 'hash' },
  { by: 'expected' },
  { by: 'measured', costs: new Map([['t0.cot', new Map([['n0-0', 7]])]]) },
];

describe('a cut into shards', () => {
  it.each(ways)('has every sample in one shard, for any numbers of samples and shards ($by)', way => {
    const random = randomFrom(7);
    for (let round = 0; round < rounds({ usual: 60, thorough: 600 }); round += 1) {
      const tasks = tasksOf([1 + random(30), random(40), random(9)]);
      const parts = shards(1 + random(20), way).map(shard => cutTasks(tasks, shard, null));
      expect(parts.flatMap(idsIn).sort()).toEqual([...idsIn(tasks)].sort());
      for (const part of parts) {
        expect(part.map(task => task.cut?.sha256)).toEqual(parts[0]?.map(task => task.cut?.sha256));
        for (const task of part) {
          expect([...task.indexOf.keys()]).toEqual(task.samples.map(({ id }) => id));
        }
      }
    }
  });

  it('by hash differs by one sample at most, in all and in each task', () => {
    const random = randomFrom(11);
    for (let round = 0; round < 60; round += 1) {
      const tasks = tasksOf([random(50), 1 + random(50), random(50)]);
      const parts = shards(1 + random(12)).map(shard => cutTasks(tasks, shard, null));
      const spread = (sizes: readonly number[]): number => Math.max(...sizes) - Math.min(...sizes);
      expect(spread(parts.map(part => idsIn(part).length))).toBeLessThanOrEqual(1);
      for (const task of tasks.keys()) {
        expect(spread(parts.map(part => part[task]?.samples.length ?? 0))).toBeLessThanOrEqual(1);
      }
    }
  });

  it('does not depend on the order of samples, nor of tasks', () => {
    const tasks = tasksOf([40, 30]);
    const turned = tasks.map(task => ({ ...task, samples: task.samples.toReversed() })).toReversed();
    for (const way of ways) {
      for (const shard of shards(5, way)) {
        const ids = idsIn(cutTasks(tasks, shard, null));
        expect([...idsIn(cutTasks(turned, shard, null))].sort()).toEqual([...ids].sort());
      }
    }
  });

  it('mixes what stands together in the data', () => {
    const [first] = dealByHash(tasksOf([1000]), 4);
    const early = [...(first ?? [])].slice(0, 250);
    for (const shard of [0, 1, 2, 3]) {
      expect(early.filter(one => one === shard).length).toBeGreaterThan(30);
    }
  });

  it('by cost differs by the dearest sample at most', () => {
    const random = randomFrom(13);
    for (let round = 0; round < 60; round += 1) {
      const tasks = tasksOf([1 + random(80), random(80)]);
      const costs = tasks.map(({ samples }) => samples.map(() => 1 + random(random(2) === 0 ? 10 : 1000)));
      const costOf = (task: number, sample: number): number => costs[task]?.[sample] ?? 0;
      const count = 1 + random(12);
      const loads = new Array<number>(count).fill(0);
      for (const [task, deal] of dealByCost(tasks, count, costOf).entries()) {
        for (const [sample, shard] of deal.entries())
          loads[shard] = (loads[shard] ?? 0) + costOf(task, sample);
      }
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(Math.max(...costs.flat()));
    }
  });

  it('by cost puts a few long prompts beside many short ones', () => {
    const long = samplesOf(4, 'long').map(sample => ({ ...sample, input: 'x'.repeat(40_000) }));
    const tasks = [plannedTask('t0', [...long, ...samplesOf(200)])];
    const parts = shards(4, { by: 'expected' }).map(shard => cutTasks(tasks, shard, null));
    expect(parts.map(([task]) => task?.samples.filter(({ id }) => id.startsWith('long')).length)).toEqual([
      1, 1, 1, 1,
    ]);
    expect(parts.map(([task]) => task?.samples.length)).toEqual([51, 51, 51, 51]);
  });

  it('by cost counts programs and the token limit', () => {
    const graders = [{ name: 'runs', grader: runs }];
    const generation = { ...greedyProtocol.generation, maxTokens: 4096 };
    const tasks = [
      plannedTask('t0', samplesOf(10, 'a')),
      plannedTask('t1', samplesOf(10, 'b'), { graders, generation }),
    ];
    for (const shard of shards(5, { by: 'expected' })) {
      expect(cutTasks(tasks, shard, null).map(({ samples }) => samples.length)).toEqual([2, 2]);
    }
  });

  it('by what was measured follows it, and reckons the rest at its ratio', () => {
    const tasks = [plannedTask('t0', samplesOf(9))];
    const costs = new Map([
      ['t0.cot', new Map([['0', 800], ...[1, 2, 3, 4].map(n => [`${n}`, 100] as const)])],
    ]);
    const [first, second] = shards(2, { by: 'measured', costs }).map(shard => cutTasks(tasks, shard, null));
    const sizes = [first, second].map(part => part?.[0]?.samples.length ?? 0).sort();
    // 800 and four of 100 are known, four others count 240 each: one has 800 + 3 × 100, the other 4 × 240 + 100.
    expect(sizes).toEqual([4, 5]);
  });

  it('by what was measured refuses a run that knows none of the samples', () => {
    const costs = new Map([['other.cot', new Map([['0', 5]])]]);
    const [shard] = shards(2, { by: 'measured', costs });
    expect(() => cutTasks(tasksOf([3]), shard as Shard, null)).toThrow(
      '--balance-by: the run named there has no answers to t0.cot.',
    );
  });
});

const only = (index: number, count: number, more: Partial<Shard> = {}) => ({
  selection: { trials: 1, limit: null, ids: null, shard: { index, count, by: 'hash' as const, ...more } },
});

describe('a run of a shard', () => {
  it('asks for its samples with all their trials, and counts nothing of the others', async () => {
    const directory = await freshDirectory();
    const options = runOptions(directory, { selection: { ...only(2, 3).selection, trials: 4 } });
    const { planned, missing, unscored, summary } = await run(options);
    expect([planned, missing, unscored]).toEqual([28, 0, 0]);
    expect(summary.cells[0]?.metrics['pass@1']).toMatchObject({ samples: 7, trials: 4, value: 1 });
    expect(summary.cells[0]).not.toHaveProperty('missing');
  });

  it('ends at once where there are more shards than samples, and asks nobody', async () => {
    const directory = await freshDirectory();
    const tasks = [fakeTask(fakeBenchmark('b', 3))];
    let looked = 0;
    const beforeSending = async (): Promise<void> => {
      looked += 1;
    };
    const options = runOptions(directory, { tasks, ...only(5, 8), beforeSending });
    const { planned, interrupted, summary } = await run(options);
    expect({ planned, interrupted, summary, looked }).toEqual({
      ...{ planned: 0, interrupted: false, looked: 0 },
      summary: { cells: [] },
    });
  });

  const differ: readonly (readonly [string, object, object, string])[] = [
    ['another shard', only(1, 3), only(2, 3), 'shard'],
    ['no shard', only(1, 3), { selection: { trials: 1, limit: null, ids: null } }, 'shard'],
    ['another count', only(1, 3), only(1, 4), 'shard'],
    ['another way of cutting', only(1, 3), only(1, 3, { by: 'expected' }), 'way of cutting shards'],
    [
      'other samples',
      only(1, 3),
      { selection: { ...only(1, 3).selection, limit: { from: 0, to: 10 } } },
      'which samples are in which shard',
    ],
  ];
  it.each(differ)('refuses %s in its directory', async (_what, before, now, said) => {
    const directory = await freshDirectory();
    await run(runOptions(directory, before));
    await expect(run(runOptions(directory, now))).rejects.toMatchObject({
      code: 'RUN_MISMATCH',
      message: expect.stringContaining(`it differs in ${said}`),
    });
    await expect(run(runOptions(directory, before))).resolves.toMatchObject({ planned: 7 });
  });

  it('goes on with more trials and further benchmarks, which are cut by themselves', async () => {
    const directory = await freshDirectory();
    await run(runOptions(directory, only(1, 3)));
    const tasks = ['b', 'c'].map(id => fakeTask(fakeBenchmark(id, 20)));
    const selection = { ...only(1, 3).selection, trials: 2 };
    const { planned } = await run(runOptions(directory, { tasks, selection }));
    expect(planned).toBe(2 * (7 + 7));
  });

  it('keeps the groups of the whole data in mind for the mean over them', async () => {
    const directory = await freshDirectory();
    const benchmark = fakeBenchmark('b', 4, { macro: 'half', protocols: gradedBy(greedyProtocol.graders) });
    const cells: (Cell | undefined)[] = [];
    for (const index of [1, 2, 3, 4]) {
      const options = runOptions(`${directory}/${index}`, {
        tasks: [fakeTask(benchmark)],
        ...only(index, 4),
      });
      cells.push((await run(options)).summary.cells[0]);
    }
    // One sample each: one of the two groups is lacking, so there is no mean.
    expect(cells.map(cell => cell?.metrics.macro)).toEqual([undefined, undefined, undefined, undefined]);
  });
});

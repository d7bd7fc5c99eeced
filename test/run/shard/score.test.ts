import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run, scoreDirectory } from '../../../src/run/index.ts';
import { fakeBenchmark, fakeData, fakeTask, freshDirectory, noSandbox, runOptions } from '../fakes.ts';

it('judges the samples of a shard anew, and misses none of the others', async () => {
  const tasks = [fakeTask(fakeBenchmark('b', 20)), fakeTask(fakeBenchmark('c', 1))];
  const shards = await Promise.all(
    [1, 2, 3].map(async index => {
      const options = runOptions(await freshDirectory(), {
        tasks,
        selection: { trials: 2, limit: null, ids: null, shard: { index, count: 3, by: 'hash' } },
      });
      await run(options);
      return options.directory;
    }),
  );
  const score = (directory: string) =>
    scoreDirectory({
      directory,
      tasks,
      data: fakeData,
      version: '0',
      openSandbox: noSandbox,
      scoreConcurrency: 2,
    });
  const scored = await Promise.all(shards.map(score));
  expect(scored.map(({ planned, missing }) => [planned, missing])).toEqual([
    [14, 0],
    [14, 0],
    [14, 0],
  ]);
  // One shard has the only sample of the second benchmark.
  expect(scored.map(({ summary }) => summary.cells.length).sort()).toEqual([1, 1, 2]);
  const [first = ''] = shards;
  await truncate(join(first, 'completions', 'b.cot.jsonl'), 0);
  const lacking = await score(first);
  expect(lacking.missing).toBe(14);
});

import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run, scoreDirectory } from '../../src/run/index.ts';
import { fakeBackend, fakeData, freshDirectory, noSandbox } from '../run/fakes.ts';
import {
  answerOf,
  comparable,
  completions,
  contentOf,
  everything,
  leftovers,
  merge,
  optionsFor,
  removeShards,
  runShards,
  tasks,
} from './shards-of.ts';

afterAll(removeShards);

describe('joined shards', () => {
  it.each([1, 3, 40])('are the run that was never cut, file by file (%i shards)', async count => {
    const root = await freshDirectory();
    const whole = await run(optionsFor(root, 'whole'));
    const { result, gaps, missingShards, duplicates } = await merge(
      join(root, 'out'),
      await runShards(root, count),
    );
    expect({ gaps, missingShards, duplicates }).toEqual({ gaps: [], missingShards: [], duplicates: 0 });
    expect(comparable(join(root, 'out'))).toEqual(comparable(join(root, 'whole')));
    const timeless = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (name, item) => (name === 'duration_s' ? 0 : item));
    expect(timeless(result.summary)).toEqual(timeless(whole.summary));
    const { planned, completed, missing, unscored } = whole;
    expect(result).toMatchObject({ planned, completed, missing, unscored, directory: join(root, 'out') });
    expect(result.panels.map(panel => ({ ...panel, file: null }))).toEqual(
      whole.panels.map(panel => ({ ...panel, file: null })),
    );
    expect(result.panels[0]?.file).toBe(join(root, 'out', 'panel', 'b.cot.jsonl'));
    expect(leftovers(join(root, 'out'))).toBe(false);
  });

  it('do not depend on the order in which they are named', async () => {
    const root = await freshDirectory();
    const shards = await runShards(root, 4);
    await merge(join(root, 'one'), shards);
    await merge(join(root, 'other'), shards.toReversed());
    expect(contentOf(join(root, 'other'))).toEqual(contentOf(join(root, 'one')));
  });

  it('are named in the manifest, with what they were made with', async () => {
    const root = await freshDirectory();
    const { manifest } = await merge(join(root, 'out'), await runShards(root, 2));
    expect(manifest.shard).toBeUndefined();
    expect(manifest.merged).toMatchObject([
      { run: 'x.shard-1-of-2', shard: { index: 1, count: 2, by: 'hash' }, eurus_eval: '0.0.0-test' },
      {
        run: 'x.shard-2-of-2',
        shard: { index: 2, count: 2, by: 'hash' },
        environment: { node: process.version },
      },
    ]);
  });

  it('go on as one run, which asks for nothing that is there', async () => {
    const root = await freshDirectory();
    await merge(join(root, 'out'), await runShards(root, 3));
    const backend = fakeBackend(answerOf);
    const { missing } = await run(optionsFor(root, 'out', { backend }));
    expect([backend.asked, missing]).toEqual([[], 0]);
    const more = await run(optionsFor(root, 'out', { backend, selection: { ...everything, trials: 5 } }));
    expect([backend.asked.length, more.planned]).toEqual([33, 165]);
    const manifest = JSON.parse(await readFile(join(root, 'out', 'run.json'), 'utf8'));
    expect(manifest.merged).toHaveLength(2 + 1);
  });

  it('can be judged anew', async () => {
    const root = await freshDirectory();
    await merge(join(root, 'out'), await runShards(root, 3));
    const before = comparable(join(root, 'out')).get('summary.json');
    const options = { data: fakeData, version: '0', openSandbox: noSandbox, scoreConcurrency: 2 };
    await scoreDirectory({ ...options, directory: join(root, 'out'), tasks, ks: [1, 2, 4] });
    expect(comparable(join(root, 'out')).get('summary.json')).toEqual(before);
  });

  it('leave the shards untouched', async () => {
    const root = await freshDirectory();
    const [first = '', second = ''] = await runShards(root, 2);
    await truncate(join(first, completions), (await readFile(join(first, completions))).length - 5);
    const before = [contentOf(second), await readFile(join(first, completions))];
    await merge(join(root, 'out'), [first, second]);
    expect([contentOf(second), await readFile(join(first, completions))]).toEqual(before);
  });
});

describe('parts without shards', () => {
  it('are joined where their rows follow one another', async () => {
    const root = await freshDirectory();
    const rows = [
      { from: 0, to: 8 },
      { from: 8, to: 30 },
    ];
    for (const [at, limit] of rows.entries())
      await run(
        optionsFor(root, `part-${at}`, { tasks: tasks.slice(0, 1), selection: { ...everything, limit } }),
      );
    const { gaps, manifest } = await merge(
      join(root, 'out'),
      rows.map((_, at) => join(root, `part-${at}`)),
    );
    expect(gaps).toEqual([]);
    expect(manifest.selection['b.cot']?.limit).toBe('1-30');
    await run(
      optionsFor(root, 'whole', {
        tasks: tasks.slice(0, 1),
        selection: { ...everything, limit: { from: 0, to: 30 } },
      }),
    );
    expect(comparable(join(root, 'out'))).toEqual(comparable(join(root, 'whole')));
  });

  it('are joined by their ids, and by their benchmarks', async () => {
    const root = await freshDirectory();
    await run(
      optionsFor(root, 'one', { tasks: tasks.slice(0, 1), selection: { ...everything, ids: ['s9', 's1'] } }),
    );
    await run(
      optionsFor(root, 'two', { tasks: tasks.slice(0, 1), selection: { ...everything, ids: ['s4'] } }),
    );
    await run(optionsFor(root, 'three', { tasks: tasks.slice(1) }));
    const { gaps, manifest, result } = await merge(
      join(root, 'out'),
      ['one', 'two', 'three'].map(name => join(root, name)),
    );
    expect(gaps).toEqual([]);
    expect(manifest.selection['b.cot']).toMatchObject({ limit: null, ids: ['s1', 's4', 's9'] });
    expect(result).toMatchObject({ planned: 52, missing: 0 });
  });
});

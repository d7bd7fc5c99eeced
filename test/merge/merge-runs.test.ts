import { appendFile, cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EurusError } from '../../src/core/index.ts';
import { mergeRuns } from '../../src/merge/index.ts';
import { run, scoreDirectory } from '../../src/run/index.ts';
import { fakeBackend, fakeData, freshDirectory, noSandbox } from '../run/fakes.ts';
import { records } from '../run/files.ts';
import {
  answerOf,
  comparable,
  contentOf,
  everything,
  leftovers,
  merge,
  optionsFor,
  removeShards,
  runShards,
  tasks,
} from './shards-of.ts';

/** Takes lines out of a file of records. */
const editLines = async (path: string, edit: (lines: string[]) => readonly string[]): Promise<void> => {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  await writeFile(
    path,
    edit(lines)
      .map(line => `${line}\n`)
      .join(''),
  );
};

afterAll(removeShards);

const completions = join('completions', 'b.cot.jsonl');

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

describe('gaps', () => {
  it('are the shards that are not here, and go when these come', async () => {
    const root = await freshDirectory();
    const whole = await run(optionsFor(root, 'whole'));
    const [first = '', second = '', third = ''] = await runShards(root, 3);
    const out = join(root, 'out');
    const { gaps, missingShards, result } = await merge(out, [first, third]);
    expect(missingShards).toEqual([2]);
    expect(gaps).toMatchObject([{ part: null, samples: 11, answers: 44 }]);
    expect(gaps[0]?.keys).toHaveLength(44);
    expect(result).toMatchObject({ planned: whole.planned, missing: 44 });
    const later = await merge(out, [second]);
    expect({ gaps: later.gaps, missing: later.missingShards }).toEqual({ gaps: [], missing: [] });
    expect(comparable(out)).toEqual(comparable(join(root, 'whole')));
    expect(later.manifest.merged?.map(({ run: name }) => name)).toEqual([
      'x.shard-1-of-3',
      'x.shard-2-of-3',
      'x.shard-3-of-3',
    ]);
  });

  it('are the answers that a shard lacks, with its name', async () => {
    const root = await freshDirectory();
    const shards = await runShards(root, 3);
    await editLines(join(shards[1] ?? '', completions), lines => lines.slice(0, -3));
    const { gaps, parts, result } = await merge(join(root, 'out'), shards);
    expect(gaps).toMatchObject([{ part: 1, answers: 3 }]);
    expect(parts[1]?.name).toBe('x.shard-2-of-3');
    expect(result.missing).toBe(3);
    const backend = fakeBackend(answerOf);
    await run(optionsFor(root, 'out', { backend }));
    expect([...backend.asked].sort()).toEqual([...(gaps[0]?.keys ?? [])].sort());
    await run(optionsFor(root, 'whole'));
    expect(comparable(join(root, 'out'))).toEqual(comparable(join(root, 'whole')));
  });

  it('are the benchmarks that a shard has not begun', async () => {
    const root = await freshDirectory();
    const [first = ''] = await runShards(root, 2);
    await rm(join(root, 'x.shard-2-of-2'), { recursive: true });
    const [, second = ''] = await runShards(root, 2, { tasks: tasks.slice(0, 1) });
    const { gaps } = await merge(join(root, 'out'), [first, second]);
    expect(gaps).toMatchObject([{ part: null, samples: 5, answers: 20 }]);
  });

  it('are judged where the shard was stopped before it judged', async () => {
    const root = await freshDirectory();
    const shards = await runShards(root, 2);
    await rm(join(shards[0] ?? '', 'verdicts', 'b.cot.exact.jsonl'));
    const { result, gaps } = await merge(join(root, 'out'), shards);
    expect(gaps).toEqual([]);
    expect(result.unscored).toBeGreaterThan(0);
    await run(optionsFor(root, 'out'));
    await run(optionsFor(root, 'whole'));
    expect(comparable(join(root, 'out'))).toEqual(comparable(join(root, 'whole')));
  });

  it('are kept where the joined run has filled them before the shard comes', async () => {
    const root = await freshDirectory();
    const [first = '', second = ''] = await runShards(root, 2);
    const out = join(root, 'out');
    await merge(out, [first]);
    await run(optionsFor(root, 'out'));
    const { duplicates, result } = await merge(out, [second]);
    expect([duplicates, result.missing]).toEqual([64, 0]);
  });
});

describe('answers that stand in two runs', () => {
  it('count once where they are word for word the same', async () => {
    const root = await freshDirectory();
    const shards = await runShards(root, 2);
    await cp(shards[0] ?? '', join(root, 'copy'), { recursive: true });
    const { duplicates } = await merge(join(root, 'out'), [...shards, join(root, 'copy'), shards[1] ?? '']);
    expect(duplicates).toBe(68);
    await run(optionsFor(root, 'whole'));
    expect(comparable(join(root, 'out'))).toEqual(comparable(join(root, 'whole')));
  });

  it('are refused where they differ, with both lines', async () => {
    const root = await freshDirectory();
    const [first = '', second = ''] = await runShards(root, 2);
    const copy = join(root, 'copy');
    await cp(first, copy, { recursive: true });
    await editLines(join(copy, completions), lines =>
      lines.map((line, at) => (at === 2 ? line.replace(/"text":"[^"]*"/, '"text":"other"') : line)),
    );
    const [, , line] = await records(first, completions);
    await expect(merge(join(root, 'out'), [first, second, copy])).rejects.toMatchObject({
      code: 'RUN_MISMATCH',
      message: expect.stringMatching(
        new RegExp(`^${line?.key} has two answers that differ: .*jsonl:3 and .*jsonl:3$`),
      ),
    });
    expect(() => contentOf(join(root, 'out'))).toThrow('ENOENT');
    expect(leftovers(join(root, 'out'))).toBe(false);
  });

  it('give way where one of them is a request that failed', async () => {
    const root = await freshDirectory();
    const shards = await runShards(root, 2);
    const copy = join(root, 'copy');
    await cp(shards[0] ?? '', copy, { recursive: true });
    await editLines(join(shards[0] ?? '', completions), lines =>
      lines.map((line, at) =>
        at > 2
          ? line
          : line
              .replace('"error":null', '"error":{"code":"X","message":"y"}')
              .replace(/"text":"[^"]*"/, '"text":""'),
      ),
    );
    const { result } = await merge(join(root, 'out'), [...shards, copy]);
    expect([result.missing, result.unscored]).toEqual([0, 0]);
    await run(optionsFor(root, 'whole'));
    expect(comparable(join(root, 'out'))).toEqual(comparable(join(root, 'whole')));
  });
});

const other = { ...everything, shard: { index: 2, count: 3, by: 'hash' as const } };

describe('merge refuses', () => {
  const different: readonly (readonly [string, Parameters<typeof optionsFor>[2], string])[] = [
    ['another seed', { selection: other, seed: 4 }, 'seed'],
    ['another model', { selection: other, backend: fakeBackend(answerOf, { model: 'other' }) }, 'model'],
    ['another temperature', { selection: other, overrides: { temperature: 0.7 } }, 'temperature'],
    ['another number of trials', { selection: { ...other, trials: 3 } }, 'trials'],
    [
      'other rows',
      { selection: { ...other, limit: { from: 0, to: 9 } } },
      'which samples are in which shard and rows',
    ],
    ['another count', { selection: { ...other, shard: { ...other.shard, count: 4 } } }, 'number of shards'],
    [
      'another way of cutting',
      { selection: { ...other, shard: { ...other.shard, by: 'expected' } } },
      'way of cutting shards',
    ],
    ['no shard', { selection: everything }, 'number of shards'],
  ];
  it.each(different)('%s, with what differs', async (_what, more, said) => {
    const root = await freshDirectory();
    const [first = ''] = await runShards(root, 3);
    await run(optionsFor(root, 'odd', more));
    const error = await merge(join(root, 'out'), [first, join(root, 'odd')]).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(EurusError);
    const { code, message, details } = error as EurusError;
    expect(code).toBe('RUN_MISMATCH');
    expect(message).toContain(`odd is not of the same run as ${first}: it differs in`);
    expect(message).toContain(said);
    expect(details[0]).toMatch(/what differs +.*shard 1|x\.shard/);
  });

  it('what is no run directory, and what a command is writing', async () => {
    const root = await freshDirectory();
    const [first = '', second = ''] = await runShards(root, 2);
    await expect(merge(join(root, 'out'), [first, root])).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
    });
    await writeFile(join(second, 'run.lock'), JSON.stringify({ pid: process.pid, host: 'elsewhere' }));
    await expect(merge(join(root, 'out'), [first, second])).rejects.toMatchObject({
      code: 'USAGE',
      message: `${second} is being written by another command.`,
    });
    await writeFile(
      join(second, 'run.lock'),
      JSON.stringify({ pid: 2 ** 22 + 1, host: (await import('node:os')).hostname() }),
    );
    await expect(merge(join(root, 'out'), [first, second])).resolves.toMatchObject({ gaps: [] });
  });

  it('to write over what is no merge of the same', async () => {
    const root = await freshDirectory();
    const shards = await runShards(root, 2);
    await expect(merge(shards[0] ?? '', shards)).rejects.toMatchObject({
      message: expect.stringContaining('is a run that no merge has made.'),
    });
    await mkdir(join(root, 'mine'));
    await writeFile(join(root, 'mine', 'notes.txt'), 'mine');
    await expect(merge(join(root, 'mine'), shards)).rejects.toMatchObject({
      message: expect.stringContaining('holds other files.'),
    });
    await expect(merge(join(root, 'mine', 'notes.txt'), shards)).rejects.toMatchObject({ code: 'USAGE' });
    await merge(join(root, 'out'), shards);
    const before = contentOf(join(root, 'out'));
    await run(
      optionsFor(root, 'odd', {
        selection: { ...other, shard: { index: 1, count: 2, by: 'hash' } },
        seed: 4,
      }),
    );
    await expect(merge(join(root, 'out'), [join(root, 'odd')])).rejects.toMatchObject({
      code: 'RUN_MISMATCH',
    });
    expect(contentOf(join(root, 'out'))).toEqual(before);
  });

  it('damage in the middle of a file, by its line, and takes a torn end for what is missing', async () => {
    const root = await freshDirectory();
    const shards = await runShards(root, 2);
    const path = join(shards[1] ?? '', completions);
    const whole = await readFile(path, 'utf8');
    await writeFile(path, whole.slice(0, -20));
    const { gaps } = await merge(join(root, 'out'), shards);
    expect(gaps).toMatchObject([{ part: 1, answers: 1 }]);
    await writeFile(path, whole.replace('\n', '\n{"key":\n'));
    await expect(merge(join(root, 'other'), shards)).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: `${path}:2: the line is not a record of eurus-eval`,
    });
    expect(leftovers(join(root, 'other'))).toBe(false);
  });

  it('a shard that somebody writes in meanwhile', async () => {
    const root = await freshDirectory();
    const shards = await runShards(root, 2);
    const path = join(shards[1] ?? '', completions);
    const [line] = (await readFile(path, 'utf8')).split('\n');
    const priceOf = async () => {
      await appendFile(path, `${line}\n`);
      return null;
    };
    await expect(merge(join(root, 'out'), shards, { priceOf })).rejects.toMatchObject({
      message: `${path} has changed while it was read.`,
    });
    expect(() => contentOf(join(root, 'out'))).toThrow('ENOENT');
  });

  it('data that is not that of the shards', async () => {
    const root = await freshDirectory();
    const shards = await runShards(root, 2);
    const data = { ...fakeData, complete: false };
    await expect(merge(join(root, 'out'), shards, { data })).rejects.toMatchObject({ code: 'RUN_MISMATCH' });
  });

  it('nothing to join', async () => {
    const root = await freshDirectory();
    await expect(mergeRuns({ ...(await optionsOfMerge(root)), directories: [] })).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  it('to go on when it is stopped, and leaves nothing', async () => {
    const root = await freshDirectory();
    const shards = await runShards(root, 2);
    const abort = AbortSignal.abort();
    await expect(merge(join(root, 'out'), shards, { abort })).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(() => contentOf(join(root, 'out'))).toThrow('ENOENT');
    expect(leftovers(join(root, 'out'))).toBe(false);
  });
});

const optionsOfMerge = async (root: string) => ({
  ...{
    out: join(root, 'out'),
    version: '0',
    data: fakeData,
    tasksOf: async () => tasks,
    priceOf: async () => null,
  },
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

import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EurusError } from '../../src/core/index.ts';
import { run } from '../../src/run/index.ts';
import { fakeBackend, fakeData, freshDirectory } from '../run/fakes.ts';
import {
  answerOf,
  completions,
  contentOf,
  everything,
  leftovers,
  merge,
  optionsFor,
  removeShards,
  runShards,
} from './shards-of.ts';

afterAll(removeShards);

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
    await writeFile(join(second, 'run.lock'), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
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
    await expect(merge(join(root, 'out'), [])).rejects.toMatchObject({
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

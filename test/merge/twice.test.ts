import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../src/run/index.ts';
import { freshDirectory } from '../run/fakes.ts';
import { records } from '../run/files.ts';
import {
  comparable,
  completions,
  contentOf,
  editLines,
  leftovers,
  merge,
  optionsFor,
  removeShards,
  runShards,
} from './shards-of.ts';

afterAll(removeShards);

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

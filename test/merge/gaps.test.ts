import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../src/run/index.ts';
import { fakeBackend, freshDirectory } from '../run/fakes.ts';
import {
  answerOf,
  comparable,
  completions,
  editLines,
  merge,
  optionsFor,
  removeShards,
  runShards,
  tasks,
} from './shards-of.ts';

afterAll(removeShards);

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

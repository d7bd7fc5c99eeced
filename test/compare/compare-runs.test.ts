import { readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../src/compare/index.ts';
import { EurusError } from '../../src/core/index.ts';
import { mcNemarExact, tangoInterval } from '../../src/metric/index.ts';
import { openRun } from '../../src/record/index.ts';
import { run, samplesPath } from '../../src/run/index.ts';
import {
  exact,
  fakeBackend,
  fakeBenchmark,
  fakeTask,
  generated,
  greedyProtocol,
  rightText,
  runOptions,
} from '../run/fake-parts.ts';
import { temporaryFolder } from '../support/folder.ts';

type More = Parameters<typeof runOptions>[1];

/** A run in a folder of its own that answers the samples of some numbers wrong. */
const recorded = async (wrong: readonly number[], more: More = {}) => {
  const backend = fakeBackend(request => {
    const n = Number(request.id.slice(1));
    if (n >= 90) throw new EurusError('ENDPOINT_FAILED', 'HTTP 500');
    return generated(wrong.includes(n) ? 'wrong' : rightText(request));
  });
  const options = runOptions(temporaryFolder(), { backend, ...more });
  await run(options);
  return openRun(options.directory);
};

const lineAt = (at: string): Record<string, unknown> => {
  const colon = at.lastIndexOf(':');
  return JSON.parse(
    readFileSync(at.slice(0, colon), 'utf8').split('\n')[Number(at.slice(colon + 1)) - 1] ?? '',
  );
};

describe('compareRuns', () => {
  it('joins samples by id and says which flipped, and where both verdicts stand', async () => {
    const a = await recorded([0, 1, 2, 10]);
    const b = await recorded([2, 3], { concurrency: 1 });
    const { cells, overall, warnings, left_out } = await compareRuns(a, b);
    expect(cells).toHaveLength(1);
    const [cell] = cells;
    expect(cell).toMatchObject({
      ...{ benchmark: 'b', protocol: 'cot', grader: 'exact', samples: 20, a: 0.8, b: 0.9 },
      ...{ gained: 3, lost: 1, only_a: 0, only_b: 0, unscored: 0, test: 'mcnemar' },
      ...{ p: mcNemarExact(3, 1), p_holm: mcNemarExact(3, 1), ci95: tangoInterval(3, 1, 20) },
    });
    expect(cell?.flips.map(({ id, direction }) => [id, direction])).toEqual([
      ['s0', 'gained'],
      ['s1', 'gained'],
      ['s3', 'lost'],
      ['s10', 'gained'],
    ]);
    for (const { id, a: one, b: other, direction } of cell?.flips ?? []) {
      expect(lineAt(one.at)).toMatchObject({ id, verdict: one.verdict });
      expect(lineAt(other.at)).toMatchObject({ id, verdict: other.verdict });
      expect([one.verdict, other.verdict].sort()).toEqual(['correct', 'incorrect']);
      expect(direction === 'gained').toBe(other.verdict === 'correct');
    }
    expect([overall, warnings, left_out]).toEqual([null, [], []]);
  });

  it('adjusts the p of groups for the number of groups of their dimension', async () => {
    const a = await recorded([0, 2, 4, 6, 8, 10, 12]);
    const [cell] = (await compareRuns(a, await recorded([1]))).cells;
    const { even, odd } = cell?.groups.half ?? {};
    expect(even).toMatchObject({ samples: 10, gained: 7, lost: 0, p: mcNemarExact(7, 0) });
    expect(even?.p_holm).toBeCloseTo(2 * mcNemarExact(7, 0), 12);
    expect(odd).toMatchObject({ samples: 10, gained: 0, lost: 1, p: 1, p_holm: 1 });
  });

  it('counts samples that only one has, and leaves out unscored ones pair by pair', async () => {
    const tasks = (count: number) => [fakeTask(fakeBenchmark('b', count))];
    const a = await recorded([], { tasks: tasks(95) });
    const b = await recorded([0], { tasks: tasks(92) });
    const [cell] = (await compareRuns(a, b)).cells;
    // s90 and s91 failed in both, s92 to s94 were asked by a alone.
    expect(cell).toMatchObject({ samples: 90, only_a: 3, only_b: 0, unscored: 2, lost: 1, gained: 0 });
  });

  it('never pairs other protocols or graders, and says what it left out', async () => {
    const protocols = { cot: greedyProtocol, direct: { ...greedyProtocol, title: 'directly' } };
    const [one, two] = [fakeBenchmark('b', 6, { protocols }), fakeBenchmark('c', 6, { protocols })];
    const a = await recorded([], {
      tasks: [fakeTask(one, ['exact', 'contains']), fakeTask(two, ['exact'], 'direct')],
    });
    const b = await recorded([], { tasks: [fakeTask(one), fakeTask(two)] });
    const { cells, left_out } = await compareRuns(a, b);
    expect(cells.map(({ benchmark, protocol, grader }) => [benchmark, protocol, grader])).toEqual([
      ['b', 'cot', 'exact'],
    ]);
    expect(left_out).toEqual(['only A has b.cot (contains), c.direct (exact)', 'only B has c.cot (exact)']);
  });

  it('refuses runs without anything in common, and names that neither has', async () => {
    const a = await recorded([], { tasks: [fakeTask(fakeBenchmark('b', 3))] });
    const b = await recorded([], { tasks: [fakeTask(fakeBenchmark('c', 3))] });
    await expect(compareRuns(a, b)).rejects.toMatchObject({
      code: 'USAGE',
      details: ['only A has b.cot (exact)', 'only B has c.cot (exact)'],
    });
    await expect(compareRuns(a, a, { benchmarks: ['d'] })).rejects.toMatchObject({
      code: 'UNKNOWN_NAME',
      hint: 'They have: b.cot.',
    });
    await expect(compareRuns(a, a, { graders: ['best'] })).rejects.toMatchObject({ code: 'UNKNOWN_NAME' });
  });

  it('refuses runs of the same benchmark that share no sample', async () => {
    const options = (ids: readonly string[]) => ({ selection: { trials: 1, limit: null, ids } });
    const [a, b] = [await recorded([], options(['s1'])), await recorded([], options(['s2']))];
    await expect(compareRuns(a, b)).rejects.toMatchObject({
      code: 'USAGE',
      details: ['b.cot (exact): no sample is scored in both'],
    });
  });

  it('warns of other data, versions, prompts, settings and graders', async () => {
    const a = await recorded([]);
    const other = fakeBenchmark('b', 20, {
      version: 2,
      sha256: 'f'.repeat(64),
      protocols: {
        cot: {
          ...greedyProtocol,
          prompt: ({ input }) => greedyProtocol.prompt({ id: '', input: `${input}?`, target: '' }, []),
          graders: { exact: { ...exact, version: 2 } },
        },
      },
    });
    const b = await recorded([], {
      tasks: [fakeTask(other)],
      overrides: { temperature: 0.7 },
      system: 'Be \u001b[31mbrief.',
      seed: 4,
    });
    const { warnings } = await compareRuns(a, b);
    expect(warnings).toEqual([
      'b.cot version: A 1, B 2',
      'b.cot generation temperature: A 0, B 0.7',
      expect.stringMatching(/^b\.cot data b\/test\.jsonl: A [0-9a-f]{12}, B f{12}$/),
      'system message: A none, B Be brief.',
      'seed: A none, B 4',
      'b.cot: version of the grader exact: A 1, B 2',
      'b.cot: 20 of 20 samples were asked with another prompt',
    ]);
  });

  it('compares the shard of one run with the whole of another without a warning', async () => {
    const selection = { trials: 1, limit: null, ids: null };
    const whole = await recorded([], { selection });
    const shard = await recorded([], {
      selection: { ...selection, shard: { index: 1, count: 2, by: 'hash' } },
    });
    const { cells, warnings } = await compareRuns(shard, whole);
    expect({ samples: cells[0]?.samples, warnings }).toEqual({ samples: 10, warnings: [] });
  });

  it('takes the sample as the unit where there are several trials', async () => {
    const selection = { trials: 4, limit: null, ids: null };
    let asked = 0;
    const backend = fakeBackend(request => {
      asked += 1;
      return generated(asked % 3 === 0 ? 'wrong' : rightText(request));
    });
    const a = await recorded([], { selection, backend, concurrency: 1 });
    const [cell] = (await compareRuns(a, await recorded([], { selection }))).cells;
    expect(cell).toMatchObject({ test: 'sign-flip', samples: 20, b: 1, lost: 0 });
    expect(cell?.p).toBeLessThan(0.001);
    expect(cell?.flips[0]).toMatchObject({ a: { trials: 4, verdict: null }, b: { correct: 4, trials: 4 } });
  });

  it('gives the mean over benchmarks, each by its headline grader, unless one is there in two protocols', async () => {
    const tasks = [fakeTask(fakeBenchmark('b', 8), ['exact', 'contains']), fakeTask(fakeBenchmark('c', 20))];
    const [a, b] = [await recorded([0, 1], { tasks }), await recorded([], { tasks })];
    const { overall, cells } = await compareRuns(a, b);
    expect(cells).toHaveLength(3);
    expect(overall).toMatchObject({ benchmarks: 2, samples: 28, b: 1 });
    expect(overall?.difference).toBeCloseTo((2 / 8 + 2 / 20) / 2, 12);
    const twice = fakeBenchmark('b', 8, { protocols: { cot: greedyProtocol, direct: greedyProtocol } });
    const both = { tasks: [fakeTask(twice), fakeTask(twice, ['exact'], 'direct')] };
    const comparison = await compareRuns(await recorded([0], both), await recorded([], both));
    expect(comparison.overall).toBeNull();
    expect(comparison.left_out).toEqual([
      'no mean over benchmarks: b is there as cot and direct; --benchmark chooses',
    ]);
  });

  it('compares runs of before samples were kept, without groups', async () => {
    const [a, b] = [await recorded([0]), await recorded([])];
    for (const { directory } of [a, b]) rmSync(samplesPath(directory, 'b.cot'));
    const [cell] = (await compareRuns(a, b)).cells;
    expect(cell).toMatchObject({ gained: 1, groups: {} });
  });
});

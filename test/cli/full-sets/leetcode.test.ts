import { beforeAll, expect, it } from 'vitest';
import { leetcode } from '../../../benchmarks/leetcode/benchmark.ts';
import type { Sample } from '../../../src/core/index.ts';
import { dataDirectory as dataSource } from '../../../src/dataset/index.ts';
import { expectCode } from '../../support/expect-code.ts';
import { leetcodeSolutions } from '../../support/gold/leetcode.ts';
import { dataDirectory, describeWithData } from '../../support/requires.ts';
import { everyNth } from '../../support/thorough.ts';
import { evaluate } from './support.ts';

const solved = leetcodeSolutions.size;

const sizesOf = (samples: readonly Sample[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(samples, ({ groups }) => groups?.difficulty ?? '')].map(([name, { length }]) => [
      name,
      length,
    ]),
  );

describeWithData('the full set of LeetCode', () => {
  const samples: Sample[] = [];
  beforeAll(async () => {
    for await (const row of leetcode.dataset.rows(dataSource(dataDirectory)))
      samples.push(leetcode.sample(row));
  });

  it('has 180 samples of three difficulties', () => {
    expect(samples).toHaveLength(180);
    expect(sizesOf(samples)).toEqual({ Easy: 45, Medium: 91, Hard: 44 });
  });

  it.each([
    { names: ['leetcode'], provider: 'vllm', api: 'chat', stream: true, flags: ['--grader', 'all'] },
    { names: ['leetcode.code@eurus-2404'], provider: 'vllm', api: 'completions', stream: false, flags: [] },
    { names: ['leetcode.code@official'], provider: 'openai-api', api: 'chat', stream: false, flags: [] },
  ] as const)(
    'scores exactly what is solved right: $names through $provider $api',
    {
      timeout: 300_000,
    },
    async set => {
      // Of those answered wrongly, unless thorough, some.
      const unsolved = everyNth(
        10,
        samples.filter(({ id }) => !leetcodeSolutions.has(id)),
      );
      const asked = samples.filter(sample => leetcodeSolutions.has(sample.id) || unsolved.includes(sample));
      const total = asked.length;
      const flags = [...set.flags, '--ids', asked.map(({ id }) => id).join(',')];
      const { code, stderr, summary } = await evaluate({ ...set, counts: { leetcode: total }, flags });
      expectCode({ code, stderr }, 0);
      expect(summary.cells.length).toBe(set.flags.length === 0 ? 1 : 3);
      for (const { grader, metrics, counts, groups } of summary.cells) {
        // The scripts take the class of a linked list from the answer, which does not repeat it (LC3).
        const correct = grader === 'strict' ? solved : solved - 2;
        expect({ grader, ...counts }).toMatchObject({ correct, incorrect: total - correct, unscored: 0 });
        expect(metrics['pass@1']).toMatchObject({ value: correct / total, samples: total });
        const sizes = Object.entries(groups.difficulty ?? {}).map(([name, group]) => [
          name,
          group.counts.correct + group.counts.incorrect,
        ]);
        expect(Object.fromEntries(sizes)).toEqual(sizesOf(asked));
      }
    },
  );
});

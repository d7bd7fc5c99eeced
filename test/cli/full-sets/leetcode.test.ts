import { expect, it } from 'vitest';
import { leetcodeSolutions } from '../../support/gold/leetcode.ts';
import { describeWithData } from '../../support/requires.ts';
import { evaluate } from './support.ts';

const solved = leetcodeSolutions.size;

describeWithData('the full set of LeetCode', () => {
  it.each([
    { names: ['leetcode'], provider: 'vllm', api: 'chat', stream: true, flags: ['--grader', 'all'] },
    { names: ['leetcode.code@eurus-2404'], provider: 'vllm', api: 'completions', stream: false, flags: [] },
    { names: ['leetcode.code@official'], provider: 'openai-api', api: 'chat', stream: false, flags: [] },
  ] as const)(
    'scores exactly what is solved right: $names through $provider $api',
    {
      timeout: 240_000,
    },
    async set => {
      const { code, stderr, summary } = await evaluate({ ...set, counts: { leetcode: 180 } });
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(summary.cells.length).toBe(set.flags.length === 0 ? 1 : 3);
      for (const { grader, metrics, counts, groups } of summary.cells) {
        // The scripts take the class of a linked list from the answer, which does not repeat it (LC3).
        const correct = grader === 'strict' ? solved : solved - 2;
        expect({ grader, ...counts }).toMatchObject({ correct, incorrect: 180 - correct, unscored: 0 });
        expect(metrics['pass@1']).toMatchObject({ value: correct / 180, samples: 180 });
        const sizes = Object.entries(groups.difficulty ?? {}).map(([name, group]) => [
          name,
          group.counts.correct + group.counts.incorrect,
        ]);
        expect(Object.fromEntries(sizes)).toEqual({ Easy: 45, Medium: 91, Hard: 44 });
      }
    },
  );
});

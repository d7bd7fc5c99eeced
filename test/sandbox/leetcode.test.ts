import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { leetcode } from '../../benchmarks/leetcode/benchmark.ts';
import { type LeetcodeSample, toSample } from '../../benchmarks/leetcode/sample.ts';
import type { Sandbox } from '../../src/core/index.ts';
import { completionOf } from '../score/support.ts';
import { leetcodeSolutions } from '../support/gold/leetcode.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { describeSandboxes, openSandbox } from './support.ts';

const readSamples = (): ReadonlyMap<string, LeetcodeSample> => {
  const text = gunzipSync(readFileSync(`${dataDirectory}/leetcode/20240121-Jul.jsonl.gz`)).toString();
  const rows = text.trim().split('\n');
  return new Map(
    rows.map((line, index) => {
      const sample = toSample({ file: 'rows', index, line: null, value: JSON.parse(line) });
      return [sample.id, sample];
    }),
  );
};

/** The same class, whose method is right but for its last answers. */
const mutated = (code: string): string =>
  `${code}
class Solution(Solution):
    calls = 0
    def __getattribute__(self, name):
        found = object.__getattribute__(self, name)
        if not callable(found):
            return found
        def late(**given):
            Solution.calls += 1
            answer = found(**given)
            return answer if Solution.calls < 95 else [answer]
        return late
`;

describeSandboxes(backend => {
  describeWithData('LeetCode', () => {
    let sandbox: Sandbox;
    let samples: ReadonlyMap<string, LeetcodeSample>;
    beforeAll(async () => {
      samples = readSamples();
      sandbox = await openSandbox(backend, 2);
    });
    afterAll(() => sandbox.close());

    const judge = async (id: string, code: string, graderName: 'strict' | 'deepseek' = 'strict') => {
      const sample = samples.get(id);
      const grader = leetcode.protocols.code?.graders[graderName];
      if (sample === undefined || grader === undefined) throw new Error(`no ${id}`);
      const completion = completionOf(`\`\`\`python\n${code}\`\`\``);
      const extraction = grader.extract(completion, sample);
      return grader.score({ sample, completion, extraction }, sandbox.run);
    };

    it('has solutions of every difficulty, the two linked lists among them', () => {
      const solved = [...leetcodeSolutions.keys()].map(id => samples.get(id));
      const difficulties = Map.groupBy(solved, sample => sample?.groups?.difficulty);
      for (const difficulty of ['Easy', 'Medium', 'Hard'])
        expect(difficulties.get(difficulty)?.length).toBeGreaterThan(5);
      expect(solved.filter(sample => sample?.skeleton.includes('class ListNode'))).toHaveLength(2);
    });

    it.each([...leetcodeSolutions])(
      'passes its hundred asserts, and not with wrong last answers: %s',
      async (id, code) => {
        const [right, wrong] = await Promise.all([judge(id, code), judge(id, mutated(code))]);
        expect(right).toMatchObject({ verdict: 'correct' });
        expect(wrong).toMatchObject({ verdict: 'incorrect', outcome: 'raised' });
      },
    );

    it('needs the class of a linked list from the answer, but for the strict rule (LC3)', async () => {
      for (const [id, code] of leetcodeSolutions) {
        if (!samples.get(id)?.skeleton.includes('class ListNode')) continue;
        expect(await judge(id, code, 'deepseek')).toMatchObject({
          verdict: 'incorrect',
          reason: expect.stringContaining("name 'ListNode' is not defined"),
        });
      }
    });
  });
});

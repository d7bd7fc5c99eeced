import { afterAll, beforeAll, expect, it } from 'vitest';
import { humanevalPlus } from '../../benchmarks/humaneval-plus/benchmark.ts';
import type { HumanEvalPlusSample } from '../../benchmarks/humaneval-plus/sample.ts';
import type { Judgement, Sandbox } from '../../src/core/index.ts';
import { allSamples } from '../benchmarks/support.ts';
import { completionOf } from '../score/support.ts';
import { describeWithData } from '../support/requires.ts';
import { rounds } from '../support/thorough.ts';
import { describeSandboxes, openSandbox } from './support.ts';

/** Where sandboxes could differ: roots, long integers, floats, another prompt. */
const plain = [2, 4, 32, 34, 53, 76, 108, 115];
/** The one with answers of half a million numbers takes ten seconds. */
const numbers = rounds({ usual: plain, thorough: [...plain, 130] });
const tasks = numbers.map(number => `HumanEval/${number}`);

describeSandboxes(backend => {
  describeWithData('HumanEval+', () => {
    let sandbox: Sandbox;
    let samples: ReadonlyMap<string, HumanEvalPlusSample>;
    beforeAll(async () => {
      sandbox = await openSandbox(backend, 2);
      samples = await allSamples(humanevalPlus);
    });
    afterAll(() => sandbox.close());

    const judge = async (
      id: string,
      complete: (sample: HumanEvalPlusSample) => string,
    ): Promise<Judgement> => {
      const sample = samples.get(id);
      const grader = humanevalPlus.protocols.code?.graders['evalplus-plus'];
      if (sample === undefined || grader === undefined) throw new Error(`no ${id}`);
      const completion = completionOf(complete(sample), { form: 'solution' });
      const extraction = grader.extract(completion, sample);
      // As scoring does, but with more room: this machine may be busy.
      return grader.score({ sample, completion, extraction }, program =>
        sandbox.run({ ...program, limits: { ...program.limits, callTimeoutMs: 30_000 } }),
      );
    };

    it.each(tasks)('passes the reference solution of %s', async id => {
      expect(await judge(id, ({ input, target }) => input + target)).toMatchObject({ verdict: 'correct' });
    });

    it.each([
      ['integers that were rounded', 53, 'def add(x, y):\n    return int(float(x) + float(y))\n'],
      ['an answer that is no root', 32, 'def find_zero(xs):\n    return 0.0\n'],
      [
        'a polynomial that was emptied',
        32,
        'def find_zero(xs):\n    xs[:] = [0] * len(xs)\n    return 0.0\n',
      ],
      ['a truncated difference', 4, 'def mean_absolute_deviation(numbers):\n    return 1.0\n'],
    ])('fails %s', async (_, number, code) => {
      expect(await judge(`HumanEval/${number}`, () => code)).toMatchObject({
        verdict: 'incorrect',
        outcome: 'raised',
      });
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/core/index.ts';
import { mathEquivalence, programAnswer } from '../../src/score/index.ts';
import { openWasm } from '../sandbox/support.ts';
import { attemptOf } from './support.ts';

const limits = { timeoutMs: 5000, memoryMb: 256, maxOutputBytes: 65_536 };
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openWasm(1);
});
afterAll(() => sandbox.close());

/** Cells are parted by a line of dashes. */
const scorer = programAnswer(
  code => ({ language: 'python', code: code.split('\n---\n'), limits }),
  mathEquivalence(),
);
const judge = (code: string) => scorer(attemptOf('5', code), program => sandbox.run(program));

describe('programs that print their answer', () => {
  it.each([
    ['correct', 'x = 5\nx'],
    ['no-answer', 'x = 5'],
    ['correct', 'def main():\n  print(5)\nmain()'],
    ['correct', 'x = 5\nx\n# the answer'],
    ['correct', 'print(\n  5\n)'],
    ['correct', 'if True:\n  print(5)'],
    ['correct', 'x = 5\n---\nprint(x)'],
    ['correct', 'print(5)\n---\ny = 1'],
    ['no-answer', 'print(5)\n1 / 0\n---\ny = 1'],
    ['correct', 'print(5)\n1 / 0'],
    ['correct', 'import sys\nprint(5)\nsys.exit(0)'],
    ['no-answer', 'input()'],
    ['incorrect', 'print(1)\n---\n2'],
    ['unscored', 'import scipy\nprint(5)'],
    ['no-answer', 'raise ModuleNotFoundError("No module named \'scipy\'", name="scipy")'],
  ])('are %s: %j', async (verdict, code) => {
    const judgement = await judge(code);
    expect(judgement.verdict, judgement.reason).toBe(verdict);
  });

  it('are given standard input', async () => {
    const adding = programAnswer(
      code => ({ language: 'python', code, stdin: '2 3', limits }),
      mathEquivalence(),
    );
    const attempt = attemptOf('5', 'a, b = map(int, input().split())\nprint(a + b)');
    expect(await adding(attempt, program => sandbox.run(program))).toMatchObject({ verdict: 'correct' });
  });
});

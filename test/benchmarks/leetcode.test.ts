import { describe, expect, it } from 'vitest';
import { leetcode } from '../../benchmarks/leetcode/benchmark.ts';
import { deepseekCode, eurusCode } from '../../benchmarks/leetcode/reference-code.ts';
import type { LeetcodeSample } from '../../benchmarks/leetcode/sample.ts';
import { severalAnswers } from '../../benchmarks/leetcode/several-answers.ts';
import type { Completion, Program } from '../../src/core/index.ts';
import { dataDirectory as dataSource } from '../../src/dataset/index.ts';
import { completionOf, executionOf } from '../score/support.ts';
import { cpuTimer } from '../support/cpu-time.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { shippedSamples } from './support.ts';

const samples = (await shippedSamples(leetcode)) as ReadonlyMap<string, LeetcodeSample>;
const sampleOf = (title: string): LeetcodeSample => {
  const sample = [...samples.values()].find(({ id }) => id.endsWith(title));
  if (sample === undefined) throw new Error(`no sample ${title}`);
  return sample;
};
const shelves = sampleOf('sum-of-even-shelves');
const debts = sampleOf('drop-the-debts-of-a-linked-list');

const programOf = async (
  graderName: 'strict' | 'eurus' | 'deepseek',
  completion: Completion,
  sample = shelves,
): Promise<Program> => {
  const grader = leetcode.protocols.code?.graders[graderName];
  if (grader === undefined) throw new Error(`no grader ${graderName}`);
  const ran: Program[] = [];
  const extraction = grader.extract(completion, sample);
  await grader.score({ sample, completion, extraction }, async program => {
    ran.push(program);
    return executionOf({});
  });
  const [program] = ran;
  if (program === undefined) throw new Error('nothing ran');
  return program;
};

describe('LeetCode prompts', () => {
  const statement =
    'A shop numbers its shelves from 0. The list shelf holds how many boxes stand on each.\n\nReturn how many boxes stand on the shelves with an even number.\n\nExample 1:\n\nInput: shelf = [4,1,5]\nOutput: 9\nExplanation: 4 boxes on shelf 0 and 5 on shelf 2.\n\n\nConstraints:\n\n * 1 <= shelf.length <= 100\n\n\nPlease complete the code below to solve above prblem:\n```python\nclass Solution:\n    def sumOfEvenShelves(self, shelf: List[int]) -> int:\n        \n```';
  const outline = '\nYou need first write a step-by-step outline and then write the code.';

  it.each([
    ['code', statement, '```python'],
    ['code@eurus', statement, '```python'],
    ['code@eurus-2404', statement + outline, ' ```python\n'],
    ['code@official', statement, undefined],
    ['code@official-cot', statement + outline, undefined],
  ])('%s is one user turn', (name, content, prefill) => {
    expect(leetcode.protocols[name]?.prompt(shelves, [])).toEqual({
      kind: 'chat',
      messages: [{ role: 'user', content }],
      ...(prefill === undefined ? {} : { prefill }),
    });
  });

  it('allow 1024 tokens, those of April 2024 2048, always greedily and without stops', () => {
    const settings = Object.entries(leetcode.protocols).map(([name, { generation }]) => [name, generation]);
    const greedy = { maxTokens: 1024, temperature: 0, topP: 1, stop: [] };
    expect(Object.fromEntries(settings)).toEqual({
      code: greedy,
      'code@eurus': greedy,
      'code@eurus-2404': { ...greedy, maxTokens: 2048 },
      'code@official': greedy,
      'code@official-cot': greedy,
    });
  });
});

describe('what the reference takes for the code', () => {
  const code = 'class Solution:\n    pass';

  it.each([
    ['up to the closing fence', `\n${code}\n\`\`\`\nDone.`, `\n${code}\n`],
    ['all, where no fence closes', `\n${code}`, `\n${code}`],
    [
      'a later python block (LC1)',
      `\n${code}\n\`\`\`\nUsage:\n\`\`\`python\nprint(1)\n\`\`\``,
      '\nprint(1)\n',
    ],
    [
      'what stands between two later fences (LC2)',
      `\n${code}\n\`\`\`\nThis outputs\n\`\`\`\n1\n`,
      '\nThis outputs\n',
    ],
    ['a python block that never closes is none', `\n${code}\n\`\`\`\n\`\`\`python\nx`, '\n'],
  ])('eurus: %s', (_, text, expected) => {
    expect(eurusCode(text, shelves)).toBe(expected);
  });

  it.each([
    ['the first python block', `Hi\n\`\`\`python\n${code}\n\`\`\`\n\`\`\`python\nx\n\`\`\``, code],
    ['all there is, where the block never closes', `Hi\n\`\`\`python\n${code}`, `Hi\n\`\`\`python\n${code}`],
    [
      'no block with a space behind its tag',
      `\`\`\`python \n${code}\n\`\`\``,
      `\`\`\`python \n${code}\n\`\`\``,
    ],
    ['brackets as fences', `[PYTHON]\n${code}\n[/PYTHON]`, code],
    ['all up to a def', 'import re\n\nx = 1\ndef f(): pass', 'import re\n\nx = 1'],
    ['all up to a class, but not at the start', 'class A: pass\nclass B: pass', 'class A: pass'],
    ['all up to a comment', `${code}\n# so`, code],
    ['all up to an if or a print', 'a = 1\nprint(a)\nif a: pass', 'a = 1'],
    [
      'a body under the skeleton',
      '\n        return 1',
      'class Solution:\n    def sumOfEvenShelves(self, shelf: List[int]) -> int:\n\n        return 1',
    ],
    ['seven spaces are no body', '\n       return 1', '\n       return 1'],
  ])('deepseek: %s', (_, text, expected) => {
    expect(deepseekCode(text, shelves)).toBe(expected);
  });

  it('stays linear on fences that never close', () => {
    const text = '```python'.repeat(200_000);
    const cpuMs = cpuTimer();
    eurusCode(text, shelves);
    deepseekCode(text, shelves);
    expect(cpuMs()).toBeLessThan(2000);
  });
});

describe('the program of a LeetCode completion', () => {
  const started = { prefill: '```python' };
  const imports =
    'import math; import re; import sys; import copy; import datetime; import itertools; import collections; import heapq; import functools; import hashlib; import string; from typing import *; from collections import *; from functools import *';

  it('is the imports of the reference and the code; the tests stand apart', async () => {
    const program = await programOf('eurus', completionOf('\nclass Solution: pass\n```', started));
    expect(program).toEqual({
      language: 'python',
      code: `${imports}\n\nclass Solution: pass\n`,
      tests: { prelude: '', code: shelves.target, entryPoints: ['Solution'] },
      limits: { timeoutMs: 10_000, memoryMb: 1024, maxOutputBytes: 65_536 },
    });
    expect(shelves.target).toMatch(/^\nmy_solution = Solution\(\)\n/);
  });

  it('names numpy only where the code does', async () => {
    for (const code of ['x = np.zeros(3)', 'import numpy', 'numpy.array'])
      expect((await programOf('eurus', completionOf(code, started))).code).toContain("__import__('numpy')");
    for (const code of ['inp = 1', 'snp.x', 'x = numpyish'])
      expect((await programOf('eurus', completionOf(code, started))).code).toBe(`${imports}\n${code}`);
  });

  it('has the class of the skeleton where the strict rule reads it (LC3)', async () => {
    const node =
      'class ListNode:\n    def __init__(self, val=0, next=None):\n        self.val = val\n        self.next = next\n';
    const answer = completionOf('class Solution: pass\n', started);
    expect((await programOf('strict', answer, debts)).code).toBe(`${imports}\n${node}class Solution: pass\n`);
    expect((await programOf('eurus', answer, debts)).code).toBe(`${imports}\nclass Solution: pass\n`);
  });

  it('has imports from __future__ first, where the strict rule reads it', async () => {
    const answer = completionOf('from __future__ import annotations\nclass Solution: pass\n', started);
    expect((await programOf('strict', answer)).code).toBe(
      `from __future__ import annotations\n${imports}\nclass Solution: pass\n`,
    );
  });
});

describeWithData('the LeetCode data', () => {
  it('has 180 tasks of three difficulties and two kinds of contest, with a hundred asserts each', async () => {
    const groups = new Map<string, number>();
    const nodes: string[] = [];
    const ids = new Set<string>();
    for await (const row of leetcode.dataset.rows(dataSource(dataDirectory))) {
      const sample = leetcode.sample(row);
      ids.add(sample.id);
      for (const [dimension, value] of Object.entries(sample.groups ?? {}))
        groups.set(`${dimension} ${value}`, (groups.get(`${dimension} ${value}`) ?? 0) + 1);
      expect(sample.target.startsWith('\nmy_solution = Solution()\n')).toBe(true);
      expect(sample.target.split('\nassert ')).toHaveLength(101);
      expect(sample.input.endsWith('        \n```')).toBe(true);
      expect(sample.skeleton).toMatch(/(?:^|\n)class Solution:\n {4}def \w+\(self.*:$/);
      if (sample.skeleton.includes('class ListNode')) nodes.push(sample.id);
    }
    expect(Object.fromEntries(groups)).toEqual({
      'difficulty Easy': 45,
      'difficulty Medium': 91,
      'difficulty Hard': 44,
      'contest weekly': 120,
      'contest biweekly': 60,
      'answers one': 171,
      'answers several': 9,
    });
    expect(nodes).toEqual([
      'weekly-contest-358-double-a-number-represented-as-a-linked-list',
      'biweekly-contest-110-insert-greatest-common-divisors-in-linked-list',
    ]);
    for (const id of severalAnswers) expect(ids).toContain(id);
  });

  it('allows several answers just where the statement says so', async () => {
    const says = /\bin any order|any order you want|return any of them/i;
    const found: string[] = [];
    for await (const row of leetcode.dataset.rows(dataSource(dataDirectory))) {
      const { id, input } = leetcode.sample(row);
      if (says.test(input)) found.push(id);
    }
    expect(found.sort()).toEqual([...severalAnswers].sort());
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { found, notFound } from '../../src/core/index.ts';
import { type TypedGold, theoremqa, theoremqaEqual, typedAnswer, typedEqual } from '../../src/score/index.ts';
import { theoremqaValue } from '../../src/score/theoremqa/convert.ts';
import type { Value } from '../../src/score/theoremqa/python-value.ts';
import { dataDirectory, describeWithData } from '../support/requires.ts';
import { attemptOf, noExecution } from './support.ts';

const plain = (value: Value | null): unknown => {
  if (value === null) return null;
  if (value.type === 'list') return value.items.map(plain);
  return value.type === 'complex' ? value : value.value;
};

describe('theoremqaValue', () => {
  it.each([
    ['5 meters', 5],
    ['$5', 5],
    ['~5', 5],
    ['x=3', 3],
    ['5 or 6', 5],
    ['approximately 3.14', 3.14],
    ['1,234', 1234],
    ['1,000,000', 1_000_000],
    ['12,5', [12, 5]],
    ['1, 2', [1, 2]],
    ['(1, 2)', [1, 2]],
    ['{1,2}', [1, 2]],
    ['[5]', [5]],
    ['1/2', 0.5],
    ['3.5e-3', 0.0035],
    ['1+2j', 1],
    ['Rational(1,2)', 0.5],
    ['0x10', 16],
    ['1_000', 1000],
    ['2^3', 1],
    ['np.pi', Math.PI],
    ['np.sqrt(4)', 2],
    ['7 // 2', 3],
    ['2**10', 1024],
    ['3 > 2', true],
    ['No', false],
    ['yes', true],
    ['TRUE', true],
    ['Not True', true],
    ['The statement is False, not True', true],
    ['\\text{True}', true],
    ['a', '(a)'],
    ['(b) because', '(b)'],
    ['3.2 rad/s (rounded)', '(d)'],
    ['5!', 5],
    ['3 cm^2', null],
    ['0.5 m/s^2', null],
    ['10^5', null],
    ['pi', null],
    ['math.pi', null],
    ['\\frac{1}{2}', null],
    ['None', null],
    ['$3.5 \\times 10^{-3}$', null],
    ['', null],
    ["__import__('os').system('false')", null],
    ['9**9**9**9', null],
    ['('.repeat(5000), null],
  ])('%j is %j', (text, value) => expect(plain(theoremqaValue(text))).toEqual(value));
});

const golds = {
  yes: { type: 'bool', value: true },
  no: { type: 'bool', value: false },
  c: { type: 'option', value: '(c)' },
  whole: { type: 'integer', value: 11760 },
  decimal: { type: 'float', value: 3.2 },
  half: { type: 'float', value: 0.5 },
  zero: { type: 'float', value: 0 },
  path: { type: 'list of integer', value: [0, 5] },
  decimals: { type: 'list of float', value: [0.5, 2] },
} as const satisfies Record<string, TypedGold>;

describe('typed answers', () => {
  // Gold, answer, what the scripts say, what the strict rule says.
  it.each([
    ['yes', 'True', true, true],
    ['yes', '1', true, false],
    ['yes', 'yes.', false, true],
    ['no', 'no', true, true],
    ['no', '0', true, false],
    ['no', 'The statement is False, not True', false, false],
    ['c', '(c)', true, true],
    ['c', 'c', true, true],
    ['c', 'Option C', false, true],
    ['c', '(c) because it is', true, true],
    ['c', '(b)', false, false],
    ['whole', '11760', true, true],
    ['whole', '11,760', true, true],
    ['whole', '11760.4', true, false],
    ['whole', '11760.5', true, false],
    ['whole', '11761', false, false],
    ['whole', '1.176 \\times 10^4', false, true],
    ['decimal', '3.2', true, true],
    ['decimal', '3.328', true, true],
    ['decimal', '3.33', false, false],
    ['decimal', '3.2 rad/s (rounded)', false, true],
    ['decimal', '\\frac{16}{5}', false, true],
    ['decimal', 'x = 3.2', true, true],
    ['half', '50%', false, true],
    ['half', '\\frac{1}{2}', false, true],
    ['half', '\\sin(\\pi/6)', false, true],
    ['half', 'math.sqrt(0.25)', false, true],
    ['half', '5', false, false],
    ['zero', '0.0', true, true],
    ['zero', '0.0001', false, false],
    ['path', '[0, 5]', true, true],
    ['path', '[5, 0]', true, false],
    ['path', '(0, 5)', true, true],
    ['path', '0, 5', true, true],
    ['path', '[0, 5, 6]', false, false],
    ['decimals', '[0.51, 1.99]', true, true],
    ['decimals', '[\\frac12, 2]', false, true],
    ['decimals', '0.5', false, false],
    ['whole', '9'.repeat(3000), false, false],
    ['decimal', '1e999', false, false],
    ['path', '()', false, false],
  ] as const)('%s, %j: scripts %s, strict %s', (name, answer, scripts, strict) => {
    expect([theoremqaEqual(golds[name], answer).equal, typedEqual(golds[name], answer).equal]).toEqual([
      scripts,
      strict,
    ]);
  });

  it('give a verdict with its reason, and pass on why no answer was found', async () => {
    const sample = { id: '1', input: 'q', target: '3.2', gold: golds.decimal };
    for (const scorer of [theoremqa(), typedAnswer()]) {
      const right = await scorer(
        { ...attemptOf('3.2', '3.2'), sample, extraction: found('3.2', 'given') },
        noExecution,
      );
      expect(right).toMatchObject({ verdict: 'correct', reason: expect.stringContaining('3.2') });
      const none = await scorer(
        { ...attemptOf('3.2', '3.2'), sample, extraction: notFound('no box') },
        noExecution,
      );
      expect(none).toMatchObject({ verdict: 'no-answer', reason: 'no box' });
    }
  });
});

describeWithData('the golds of TheoremQA', () => {
  it('each equal themselves by both rules', () => {
    const file = join(dataDirectory, 'theoremqa', 'theoremqa_test.json.gz');
    const rows: readonly { Answer: unknown; Answer_type: string; id: string }[] = JSON.parse(
      gunzipSync(readFileSync(file)).toString('utf8'),
    );
    expect(rows).toHaveLength(800);
    const wrong = rows.filter(({ Answer, Answer_type }) => {
      const gold = { type: Answer_type, value: Answer } as TypedGold;
      const text =
        typeof Answer === 'boolean'
          ? Answer
            ? 'True'
            : 'False'
          : typeof Answer === 'string'
            ? Answer
            : JSON.stringify(Answer);
      return !typedEqual(gold, text).equal || !theoremqaEqual(gold, text).equal;
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});

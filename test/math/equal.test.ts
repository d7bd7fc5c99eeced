import { describe, expect, it } from 'vitest';
import { equal, maxAnswerLength } from '../../src/math/index.ts';
import { cpuTimer } from '../support/cpu-time.ts';

const pairs = (method: 'text' | 'number', rows: readonly (readonly [gold: string, answer: string])[]) =>
  describe(`by ${method}`, () => {
    it.each(rows)('%s equals %s', (gold, answer) => {
      expect(equal(gold, answer)).toMatchObject({ equal: true, method });
    });
  });

describe('equal', () => {
  pairs('text', [
    ['18', '18'],
    ['18', ' 18\n'],
    ['18', '$18$'],
    ['18', '\\(18\\)'],
    ['18', '\\[ 18 \\]'],
    ['18', '$$18$$'],
    ['18', '\\boxed{18}'],
    ['18', '\\boxed{\\boxed{18}}'],
    ['18', '**18**'],
    ['18', '18.'],
    ['18', '\\text{18}'],
    ['18', '$18.$'],
    ['x = 18', 'x=18'],
    ['\\frac{1}{2}', '\\dfrac{1}{2}'],
    ['(1,2)', '( 1, 2 )'],
    ['Evelyn', 'evelyn'],
    ['Evelyn', '\\text{Evelyn}'],
    ['x+1', 'x + 1'],
    ['\\left(1, 2\\right)', '(1,2)'],
    ['-5', '\u22125'],
  ]);

  pairs('number', [
    ['18', '17.9 + 0.1 = 18 \\approx 20'],
    ['x = 18', '18'],
    ['18', '2 * 9 = 18'],
    ['18', 'x = 18'],
    ['18', '18.0'],
    ['18', '018'],
    ['18', '+18'],
    ['1234', '1,234'],
    ['1234567', '1,234,567'],
    ['1234', '1{,}234'],
    ['1234', '1,\\!234'],
    ['1234', '1 234'],
    ['1234', '1\\,234'],
    ['1234', '1.234e3'],
    ['1234', '1.234 \\times 10^{3}'],
    ['0.5', '.5'],
    ['0.5', '0.500'],
    ['0.5', '\\frac{1}{2}'],
    ['0.5', '\\frac12'],
    ['0.5', '1/2'],
    ['1/2', '2/4'],
    ['\\frac{1}{2}', '\\frac{-2}{-4}'],
    ['-\\frac{1}{2}', '-1/2'],
    ['3.5', '3\\frac{1}{2}'],
    ['3.5', '3 1/2'],
    ['-3.5', '-3\\frac{1}{2}'],
    ['7/2', '3 \\frac12'],
    ['18', '$18'],
    ['18', '\\$18'],
    ['-18', '-$18'],
    ['-18', '$-18'],
    ['18', '18 dollars'],
    ['18', '18 \\text{ dollars}'],
    ['18', '18\\text{dollars}'],
    ['18', '\\text{18 dollars}'],
    ['18', '\\$18.00 per day'],
    ['18', '18\u20ac'],
    ['18', '\\$18 a day'],
    ['50\\%', '50% of the eggs'],
    ['12', '12 cm'],
    ['12', '12cm'],
    ['12', '12\\text{ cm}^2'],
    ['12', '12 square units'],
    ['12', '12 m'],
    ['90', '90^\\circ'],
    ['90', '90\u00b0'],
    ['90', '90 degrees'],
    ['5000000', '5 million'],
    ['50', '50\\%'],
    ['50', '50 percent'],
    ['0.5', '50\\%'],
    ['50\\%', '0.5'],
    ['50\\%', '50'],
    ['50\\%', '50.0 %'],
    ['9007199254740993', '9007199254740993.0'],
  ]);

  it.each([
    ['18', '19'],
    ['18', '-18'],
    ['18', '1800'],
    ['18', '0.18'],
    ['50', '500%'],
    ['50\\%', '5000'],
    ['7', '7.0005'],
    ['\\frac{10}{3}', '3.3333'],
    ['9007199254740993', '9007199254740992'],
    ['1234', '12,34'],
    ['1234', '1,23,4'],
    ['12', '1 2'],
    ['5', '5x'],
    ['5', '5 x'],
    ['5', '5 pi'],
    ['5', '5 halves'],
    ['5', '5 dozen'],
    ['5', '5 million'],
    ['5', '5 is wrong'],
    ['5', '5 not 6'],
    ['5', '5 to 7'],
    ['5', '5,6'],
    ['5', '5 of 7'],
    ['5', '5 a'],
    ['5', '5:1'],
    ['5', '(5, 6)'],
    ['5', '5 = x'],
    ['5', 'x \\le 5'],
    ['5', 'x <= 5'],
    ['x = 5', 'y = 5'],
    ['5', 'five'],
    ['5', '1/0'],
    ['5', '5^2'],
    ['5', '5!'],
    ['5', ''],
    ['', ''],
    ['X', 'x'],
    ['1.5', '1\\frac{1}{0}'],
    ['NaN', 'nan5'],
  ])('%s is not %s', (gold, answer) => {
    expect(equal(gold, answer).equal).toBe(false);
  });

  it('says in words what it compared', () => {
    expect(equal('1/2', '2/4').reason).toBe('1/2 = 1/2');
    expect(equal('18', '19 dollars').reason).toBe('19 is not 18');
    expect(equal('18', 'eighteen').reason).toBe('"eighteen" is not 18');
  });

  it('refuses an answer that is too long before it reads it', () => {
    const long = '1'.repeat(maxAnswerLength + 1);
    expect(equal(long, long)).toEqual({
      equal: false,
      method: 'none',
      reason: `the gold is longer than ${maxAnswerLength} characters`,
    });
  });

  it('computes no huge power of ten', () => {
    expect(equal('1', '1e999999').equal).toBe(false);
    expect(equal('1', '1*10^{999999}').equal).toBe(false);
  });

  it('is symmetric and reflexive over plain spellings', () => {
    const same = ['0.5', '.5', '1/2', '\\frac12', '50\\%', '5e-1'];
    for (const a of same) for (const b of same) expect(equal(a, b).equal, `${a} and ${b}`).toBe(true);
  });

  it('takes linear time on hostile answers', () => {
    const hostile = [
      '$',
      '{',
      '\\',
      '\\text{',
      ' ',
      '-',
      '1,',
      '1 ',
      '=',
      '\\frac',
      '^',
      '*',
      '(',
      'a ',
      '.',
    ];
    const cpuMs = cpuTimer();
    for (const piece of hostile) {
      const text = piece.repeat(Math.floor(maxAnswerLength / piece.length));
      equal('5', text);
      equal(text, '5');
      equal(text, `${text.slice(1)}1`);
    }
    expect(cpuMs()).toBeLessThan(5000);
  });
});

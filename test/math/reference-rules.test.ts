import { describe, expect, it } from 'vitest';
import { gsmPlusEqual, lmEvalHendrycksEqual, minervaEqual, qwenEqual } from '../../src/math/index.ts';
import { symbolicEqual } from '../../src/math/reference/symbolic.ts';
import { cpuTimer } from '../support/cpu-time.ts';

type Row = readonly [answer: string, gold: string, expected: boolean | null];

const holds = (
  compare: (gold: string, answer: string) => { readonly equal: boolean | null },
  rows: readonly Row[],
): void => {
  it.each(rows)('says of %j against %j: %j', (answer, gold, expected) => {
    expect(compare(gold, answer).equal).toBe(expected);
  });
};

// What the original code says, run with sympy 1.14.
describe('the Minerva rule of lm-eval', () =>
  holds(minervaEqual, [
    ['10_8', '10_2', true],
    ['1010', '1010_2', true],
    ['12\\text{ square units}', '12', true],
    ['12\\text{ meters}', '12', true],
    ['5', 'x=5', true],
    ['5 \\text{ or } 7', '5,7', false],
    ['2,1', '1,2', false],
    ['\\frac{1}{2}', '0.5', true],
    ['.5', '\\frac{1}{2}', false],
    ['\\sqrt{12}', '2\\sqrt{3}', true],
    ['x^2+2x+1', '(x+1)^2', true],
    ['5\\text{ and }7', '5,7', true],
    ['(1,2)', '(1,2)', false],
    ['1{,}000', '1000', true],
    ['1,000', '1000', true],
    ['\\text{Evelyn}', 'Evelyn', true],
    ['x=5', '5', true],
    ['90^\\circ', '90', true],
    ['2^{10}', '1024', true],
    ['\\pi', '3.14159265', false],
    ['$5$', '5', true],
    ['\\boxed{5}', '5', true],
    ['12 (see above, ok)', '12', true],
    ['\\infty', '\\infty', true],
    ['[1,2)', '[1,2)', false],
    ['3\\frac{1}{2}', '\\frac{7}{2}', false],
    ['\\frac12', '\\frac{2}{4}', true],
    ['\\begin{pmatrix}1\\\\2\\end{pmatrix}', '\\begin{pmatrix}1\\\\2\\end{pmatrix}', false],
    ['50\\%', '50', false],
    ['18 dollars', '18', true],
    ['18 apples', '18', false],
    ['1 \\le x \\le 2', '1 \\le x \\le 2', false],
  ]));

// The same; its second parser of LaTeX was left out.
describe('the rule of the Qwen scripts', () =>
  holds(qwenEqual, [
    ['0.12.', '0.12', true],
    ['10_8', '10_2', true],
    ['1010', '1010_2', true],
    ['12\\text{ square units}', '12', true],
    ['3 wheels', '3', false],
    ['** 4', '4', false],
    ['five', '5', true],
    ['a_1', 'a_1', true],
    ['5', 'x=5', true],
    ['12\\text{ meters}', '12', true],
    ['5 \\text{ or } 7', '5,7', false],
    ['2,1', '1,2', false],
    ['y = 2x + 3', 'y = 2x + 3', true],
    ['y-2x=3', 'y=2x+3', false],
    ['50\\%', '0.5', true],
    ['(1,2)', '(1, 2)', true],
    ['[1,2]', '(1,2)', true],
    ['\\begin{pmatrix}1\\\\2\\end{pmatrix}', '\\begin{bmatrix} 1 \\\\ 2.0 \\end{bmatrix}', true],
    ['B', '\\text{(B)}', true],
    ['\\text{(B)}', 'B', true],
    ['\\sqrt{12}', '2\\sqrt{3}', true],
    ['18 dollars', '18', false],
    ['7.0005', '7', true],
    ['one half', '1', true],
    ['x^2+y^2=1', 'y^2=1-x^2', true],
    ['2x+2y=4', 'x+y=2', false],
    ['3/4', '\\frac{3}{4}', true],
    ['1,234', '1234', true],
    ['5 apples', '5', true],
    ['x \\in [1,2]', '[1,2]', true],
    ['\\frac12', '0.5', true],
    ['4.5', '9:2', true],
    ['9/2', '9:2', true],
  ]));

describe('the rule of lm-eval for MATH', () =>
  holds(lmEvalHendrycksEqual, [
    ['1/2', '\\frac{1}{2}', true],
    ['\\dfrac12', '\\frac{1}{2}', true],
    ['x / 2', 'x/2', false],
    ['x/2', 'x/2', true],
    ['1/2/3', '1/2 /3', true],
    ['0.5', '\\frac{1}{2}', true],
    ['5.0', '5', false],
    ['sum=5', '5', false],
    ['k=5', '5', true],
  ]));

describe('the rule of GSM-Plus', () =>
  holds(gsmPlusEqual, [
    ['5.50', '5.5', true],
    ['5.0', '5', true],
    ['1/2', '0.5', true],
    ['2/4', '1/2', true],
    ['5', '6', false],
    ['None', 'None', true],
    ['5', 'None', false],
    ['5/0', '5/0', true],
    ['5/0', '6', false],
    ['100', '100000000000000000000', true],
  ]));

describe('what sympy makes of words', () => {
  const names = { equal: true, different: false, raised: false, symbolic: null } as const;
  it.each([
    ['12 (or so, I guess)', '12', true],
    ['12 +', '12', true],
    ['12 =', '12', false],
    ['12 cars; really', '12', false],
    ['0 cars. None', '0', true],
    ['5 cars', '5', false],
    ["Tom's 5", '5', false],
    ['0.12.', '0.12', false],
    ['x^2.', 'x^2', false],
    ['x^{2}. So', 'x^2', true],
    ['5(3)', '15', true],
    ['5, 12', '5', false],
    ['5 and 6', '6', true],
    ['2 ^ 3', '1', true],
    ['5!', '120', true],
    ['9:2', '4.5', true],
    ['E', '2.71828', true],
    ['I', '2', false],
    ['[1, 9]', '2', false],
    ['all', '2', false],
    ['5 if x else 6', '5', null],
  ] as const)('%j against %j: %j', (answer, gold, expected) => {
    expect(names[symbolicEqual(answer, gold)]).toBe(expected);
  });
});

describe('the rules of others', () => {
  it('take linear time on hostile answers', () => {
    const cpuMs = cpuTimer();
    for (const piece of [
      '\\pi',
      'x(',
      '((',
      '|',
      '\\sin ',
      'five ',
      '\\text{',
      "'",
      '1,111',
      'a b ',
      '^{',
      '=',
      '/',
    ]) {
      for (const length of [4000, 100_000]) {
        const text = piece.repeat(length / piece.length);
        for (const compare of [minervaEqual, qwenEqual, lmEvalHendrycksEqual, gsmPlusEqual])
          compare('5', text);
      }
    }
    // A quadratic walk over one of them takes minutes.
    expect(cpuMs()).toBeLessThan(8000);
  });
});

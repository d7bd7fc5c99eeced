import { describe, expect, it } from 'vitest';
import type { Finder } from '../../src/core/index.ts';
import { eurus2404Answer, eurusAnswer } from '../../src/extract/index.ts';
import { eurus2404Equal, eurusEqual, hendrycksEqual, prm800kEqual } from '../../src/math/index.ts';
import { symbolicEqual } from '../../src/math/reference/symbolic.ts';
import { cpuTimer } from '../support/cpu-time.ts';

/**
 * What the original scorers say about an answer in the sentence `The answer is $\\boxed{ANSWER}$.`: answer, gold,
 * revision E3, revision E1; and about the answer itself: the PRM800K grader, the MATH scripts.
 */
const vectors: readonly (readonly [
  answer: string,
  gold: string,
  e3: boolean,
  e1: boolean,
  prm800k: boolean,
  hendrycks: boolean,
])[] = [
  ['5', '5', true, true, true, true],
  ['5.0', '5', true, true, true, false],
  ['1,234', '1234', true, true, true, false],
  ['0.5', '\\frac{1}{2}', true, true, true, true],
  ['\\frac{2}{4}', '\\frac{1}{2}', true, true, false, false],
  ['2/4', '1/2', true, true, false, false],
  ['1/2', '0.5', true, true, true, true],
  ['50\\%', '50', true, true, true, true],
  ['50\\%', '0.5', true, true, false, false],
  ['5000', '50', true, true, false, false],
  ['0.12', '12', true, true, false, false],
  ['7.0005', '7', true, true, false, false],
  ['7.001', '7', false, false, false, false],
  ['3.33', '\\frac{10}{3}', false, false, false, false],
  ['3.3333', '\\frac{10}{3}', true, true, false, false],
  ['x=5', '5', true, false, true, true],
  ['5', 'x=5', true, false, true, true],
  ['y=2x+3', 'y = 2x + 3', false, true, true, true],
  ['(1,2)', '(1, 2)', true, true, true, true],
  ['1,2', '(1,2)', true, true, false, false],
  ['2,1', '1,2', false, false, false, false],
  ['[1,2]', '(1,2)', false, false, false, false],
  ['(2,3]', '[2,3)', false, false, false, false],
  ['10_8', '10_2', true, true, false, false],
  ['1010_2', '1010_2', true, true, true, true],
  ['1010', '1010_2', true, true, false, false],
  ['\\text{Evelyn}', 'Evelyn', true, false, true, false],
  ['evelyn', '\\text{Evelyn}', true, false, true, false],
  ['\\text{(B)}', 'B', true, false, true, false],
  ['3\\pi', '3\\pi', true, true, true, true],
  ['9.42', '3\\pi', true, true, false, false],
  ['9.4247779', '3\\pi', true, true, false, false],
  ['\\sqrt{12}', '2\\sqrt{3}', true, true, true, false],
  ['3.4641', '2\\sqrt{3}', true, true, false, false],
  ['12\\text{ meters}', '12', true, false, true, true],
  ['12 meters', '12', true, false, true, false],
  ['12 square units', '12', false, false, false, false],
  ['12\\text{ square units}', '12', false, false, true, true],
  ['90^\\circ', '90', true, false, true, true],
  ['\\$5', '5', true, false, true, true],
  ['1{,}000', '1000', true, true, true, false],
  ['x^2+2x+1', '(x+1)^2', true, true, true, false],
  [
    '\\begin{pmatrix}1\\\\2\\end{pmatrix}',
    '\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}',
    true,
    true,
    true,
    true,
  ],
  ['2^{10}', '1024', true, true, false, false],
  ['3\\frac{1}{2}', '\\frac{7}{2}', true, false, true, false],
  ['-\\frac{1}{2}', '\\frac{-1}{2}', true, true, true, false],
  ['\\frac{1}{2}x', '\\frac{x}{2}', true, true, true, false],
  ['x+1', '1+x', true, true, true, false],
  ['\\infty', '\\infty', true, true, true, true],
  ['\\emptyset', '\\emptyset', true, true, true, true],
  ['a_1', 'a_1', true, false, true, true],
  ['', '5', false, false, false, false],
  ['None', 'None', true, true, true, true],
  ['1\\frac12', '1.5', true, false, true, false],
  ['5 \\text{ or } 7', '5,7', false, false, true, false],
  ['(-\\infty, 2)\\cup(3,\\infty)', '(-\\infty,2) \\cup (3,\\infty)', true, true, true, true],
  ['6,7', '7,6', false, false, false, false],
  ['\\frac34', '\\frac{3}{4}', true, true, true, true],
  ['\\dfrac{3}{4}', '.75', true, true, true, false],
  ['10000', '10,000', true, true, true, false],
  ['1e3', '1000', true, true, true, false],
];

const inSentence =
  (answerIn: Finder, compare: (gold: string, answer: string) => { equal: boolean | null }) =>
  (gold: string, answer: string): boolean | null => {
    const extraction = answerIn(`The answer is $\\boxed{${answer}}$.`);
    return extraction.found ? compare(gold, extraction.value).equal : false;
  };

describe.each([
  { name: 'eurus', column: 2 as const, judge: inSentence(eurusAnswer, eurusEqual) },
  {
    name: 'eurus-2404',
    column: 3 as const,
    judge: inSentence(eurus2404Answer, (gold, answer) => eurus2404Equal(gold, answer, { twoPis: true })),
  },
  {
    name: 'prm800k',
    column: 4 as const,
    judge: (gold: string, answer: string) => prm800kEqual(gold, answer).equal,
  },
  {
    name: 'hendrycks',
    column: 5 as const,
    judge: (gold: string, answer: string) => hendrycksEqual(gold, answer).equal,
  },
])('$name', ({ column, judge }) => {
  it.each(vectors.map(vector => [vector[0], vector[1], vector[column]] as const))(
    'says of %j against %j what the original says',
    (answer, gold, expected) => {
      expect(judge(gold, answer)).toBe(expected);
    },
  );
});

describe('the algebra step', () => {
  // Answer, reference, what sympy 1.12 says behind the original's parsers; null where it is left open.
  it.each([
    ['5 + 0', '5', true],
    ['#### 396', '396', false],
    ['396\n#### 396', '396', true],
    ['396 \\text{ cars}', '396', false],
    ['I cannot say.', '396', false],
    ['The answer is 396.', '396', false],
    ['x = 270', '270', false],
    ['2.7 \\times 10^2', '270', true],
    ['\\frac{1}{2}x', '\\frac{x}{2}', true],
    ['2x', 'x*2', true],
    ['xy', 'yx', false],
    ['\\sqrt{12}', '2\\sqrt{3}', true],
    ['3\\frac{1}{2}', '7/2', false],
    ['$5.50', '550', false],
    ['1/3', '0.33333', true],
    ['x', 'y', false],
    ['0 apples', '0', true],
    ['5 or 6', '5', true],
    ['x(x+1)', 'x^2+x', false],
    ['2^3', '8', false],
    ['\\heartsuit', '5', false],
  ] as const)('of %j and %j: %j', (answer, reference, expected) => {
    const names = { equal: true, different: false, symbolic: null, raised: false } as const;
    expect(names[symbolicEqual(answer, reference)]).toBe(expected);
  });
});

describe('the Eurus graders', () => {
  it('take linear time on hostile answers of 100,000 characters', () => {
    const pieces = [
      '\\pi',
      '1\\pi',
      '1,',
      '1,111',
      '(',
      '[1,',
      '\\text{ ',
      '\\frac',
      '\\sqrt',
      '^ ',
      '- ',
      '1 ',
      '_',
      'cm',
      '{',
      'x',
    ];
    const cpuMs = cpuTimer();
    for (const piece of pieces) {
      const text = piece.repeat(100_000 / piece.length);
      for (const gold of ['5', '3\\pi', '(1,2)', text.slice(0, 2000)]) {
        eurusEqual(gold, text);
        eurus2404Equal(gold, text, { twoPis: true });
      }
    }
    // A quadratic walk over one of them takes minutes.
    expect(cpuMs()).toBeLessThan(5000);
  });

  it('run no code that an answer brings along', () => {
    // An underscore is a base to the reference, which raises; the others it would run.
    expect(eurusEqual('3\\pi', "__import__('os').system('false') + 3\\pi").equal).toBe(false);
    expect(eurusEqual('3\\pi', "open('F','w').write('x') + 3\\pi").equal).toBe(null);
    expect(eurus2404Equal('9.42', '[x for x in ().__class__.__mro__]\\pi', { twoPis: true }).equal).not.toBe(
      true,
    );
  });
});

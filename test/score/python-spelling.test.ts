import { describe, expect, it } from 'vitest';
import { printedAnswerText } from '../../src/extract/index.ts';
import { printedEquivalence } from '../../src/score/index.ts';
import { mathSpellings } from '../../src/score/python-spelling.ts';
import { attemptOf, noExecution } from './support.ts';

const verdictOf = async (gold: string, printed: string): Promise<string> =>
  (await printedEquivalence()(attemptOf(gold, printedAnswerText(printed)), noExecution)).verdict;

const column = '\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}';
const square = '\\begin{pmatrix} 1 & 3 \\\\ 2 & 4 \\end{pmatrix}';

describe('what Python and sympy print', () => {
  it.each([
    ['[1, 2]', '1,2'],
    ['[2, 1]', '1,2'],
    ['[1, 2]', '\\{1,2\\}'],
    ['{1, 2}', '2,1'],
    ['[1 - sqrt(2), 1 + sqrt(2)]', '1 \\pm \\sqrt{2}'],
    ['(1, 2)', '(1,2)'],
    ['[1, 2, 3]', '(1,2,3)'],
    ['[1, 2]', '[1,2]'],
    ['[5]', '5'],
    ['[1, 2]', column],
    ['Matrix([[1], [2]])', column],
    ['Matrix([1, 2])', column],
    ['Matrix([[1, 3], [2, 4]])', square],
    ['[[1, 3], [2, 4]]', square],
    ['ImmutableDenseMatrix([[1, 3], [2, 4]])', square],
    ['(3+4j)', '3+4i'],
    ['3 + 4*I', '3+4i'],
    ['[2*I, -2*I]', '2i, -2i'],
    ['Interval(2, 3)', '[2,3]'],
    ['Interval.Ropen(2, 3)', '[2,3)'],
    ['Interval(-oo, 3)', '(-\\infty,3]'],
    ['Union({7}, Interval.open(-oo, 3))', '(-\\infty,3) \\cup \\{7\\}'],
    ['x**2 - 1', 'x^2 - 1'],
    ['{x: 13}', '13'],
    ['[{x: 1/2}]', '\\frac{1}{2}'],
    ["{'total': 13}", '13'],
  ])('%j meets the gold %j', async (printed, gold) => {
    expect(await verdictOf(gold, printed)).toBe('correct');
  });

  it.each([
    ['[1, 2]', '1,3'],
    ['[1, 2]', '1'],
    // It may be an open interval, and a list is no point for certain.
    ['[1, 2]', '(1,2)'],
    ['[2, 1]', '(1,2)'],
    ['[2, 1]', column],
    ['[[1], [2]]', '1,2'],
    ['Matrix([[1, 2], [3, 4]])', square],
    ['Matrix([[1, 2]])', column],
    ['(3-4j)', '3+4i'],
    ['Interval(2, 3)', '[2,3)'],
    ['Interval.open(2, 3)', '[2,3]'],
    ['Union(Interval.open(-oo, 3), Interval(5, 6))', '(-\\infty,3)'],
    ["['1', '2']", '3,4'],
    ['{x: 1, y: 13}', '13'],
    ['[{x: 1}, {x: 13}]', '13'],
  ])('%j does not meet the gold %j', async (printed, gold) => {
    expect(await verdictOf(gold, printed)).toBe('incorrect');
  });

  it.each([
    '',
    '5',
    '1/2',
    '[',
    '[]',
    '[1',
    '1]',
    '[1], [2]',
    ')(',
    'f(2, 3)',
    'Interval(1)',
    'Interval()',
    'Union()(',
  ])('%j has no other spelling', text => {
    expect(mathSpellings(text)).toEqual([]);
  });

  it('is spelled anew in bounded time', () => {
    for (const piece of ['[', '[1,', '(', 'Union(', 'I', 'I*', '],'])
      expect(mathSpellings(piece.repeat(100_000))).toEqual([]);
    for (const piece of ['[', '[1,', '(', 'Union(', 'I+', '],'])
      mathSpellings(`[${piece.repeat(4000 / piece.length)}]`);
  });
});

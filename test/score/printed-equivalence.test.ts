import { expect, it } from 'vitest';
import { notFound } from '../../src/core/index.ts';
import { printedEquivalence } from '../../src/score/index.ts';
import { attemptOf, noExecution } from './support.ts';

const judge = async (gold: string, printed: string) =>
  (await printedEquivalence()(attemptOf(gold, printed), noExecution)).verdict;

it.each([
  ['5', '5.0'],
  ['\\frac{1}{2}', '0.5'],
  ['0.3', '0.30000000000000004'],
  ['190.8', '190.79999999999998'],
  ['3', '2.9999999999999996'],
  ['\\frac{10}{3}', '3.3333333333333335'],
  ['2\\sqrt{3}', '3.4641016151377544'],
  ['-0.3', '-0.30000000000000004'],
  ['0', '1.2246467991473532e-16'],
  ['14.57', '$14.569999999999999'],
])('a program that prints %2$j has the answer %1$j', async (gold, printed) => {
  expect(await judge(gold, printed)).toBe('correct');
});

it.each([
  ['3.14', '3.141592653589793'],
  ['3.33', '3.3333333333333335'],
  ['\\frac{10}{3}', '3.33333333'],
  ['7', '7.0000001'],
  ['50', '0.50000000000000001'],
  ['0.3', '0.3 0.30000000000000004'],
  ['10:3', '3.3333333333333335'],
  ['1, 2', '1.0000000000000002'],
  ['33\\%', '33.000000000000004'],
])('for the answer %j it must not print %j', async (gold, printed) => {
  expect(await judge(gold, printed)).toBe('incorrect');
});

it('has no answer where nothing was printed', async () => {
  expect(await printedEquivalence()(attemptOf('5', notFound('nothing')), noExecution)).toMatchObject({
    verdict: 'no-answer',
    reason: 'nothing',
  });
});

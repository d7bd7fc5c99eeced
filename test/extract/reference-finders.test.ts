import { describe, expect, it } from 'vitest';
import type { Finder } from '../../src/core/index.ts';
import {
  betweenDollars,
  gsmPlusAnswer,
  gsmPlusRefusal,
  minervaAnswer,
  qwenAnswer,
} from '../../src/extract/index.ts';
import { cpuTimer } from '../support/cpu-time.ts';

const valueIn = (finder: Finder, text: string): string | null => {
  const extraction = finder(text);
  return extraction.found ? extraction.value : null;
};

describe('betweenDollars', () => {
  it.each([
    ['what is between two dollar signs', 'So it is $5$.', '5'],
    ['all from the first to the last', 'As $x = 2$ we get $5$.', 'x = 2$ we get $5'],
    ['the whole text when there is one dollar sign', 'It costs $5', 'It costs $5'],
    ['the whole text when there is none', '\\boxed{5}', '\\boxed{5}'],
    ['nothing between dollar signs side by side', '$$', null],
    ['nothing in an empty text', '', null],
  ])('finds %s', (_, text, value) => expect(valueIn(betweenDollars, text)).toBe(value));
});

describe('minervaAnswer', () => {
  it.each([
    ['the final answer', 'Final Answer: The final answer is $5$. I hope it is correct.', '$5$'],
    ['it without its last sentence', 'Final Answer: The final answer is $5$. ', '$5$'],
    [
      'nothing when the dot before the last sentence is missing',
      'Final Answer: The final answer is $5$',
      null,
    ],
    [
      'the first of several',
      'Final Answer: The final answer is 1. I hope it is correct.\nFinal Answer: The final answer is 2. I hope it is correct.',
      '1',
    ],
    [
      'it on a later line',
      'Final Answer: The final answer is\n7\nFinal Answer: The final answer is 8. I hope it is correct.',
      '8',
    ],
    ['nothing in other words', 'The final answer is $5$. I hope it is correct.', null],
    ['nothing between the sentences', 'Final Answer: The final answer is . I hope it is correct.', null],
    ['a box outside of them not', '\\boxed{5}', null],
  ])('finds %s', (_, text, value) => expect(valueIn(minervaAnswer, text)).toBe(value));
});

describe('qwenAnswer', () => {
  it.each([
    ['a box', 'so \\boxed{5} cars', '5'],
    ['the last box', '\\boxed{4} or \\boxed{\\frac{1}{2}}', '\\frac{1}{2}'],
    ['a box that never closes, to the end', '\\boxed{5 cars', '5 cars'],
    ['a box without braces', '\\boxed 5$ cars', '5'],
    ['the answer of the Minerva prompt before a box', 'The final answer is $4$. I hope \\boxed{5}', '4'],
    ['what follows a marker, on all lines', 'The answer is 5\n  cars.', '5cars'],
    ['what follows the last marker', 'The answer is 4. No, the answer is 5', '5'],
    ['what follows the other marker', 'My final answer is: 5.', '5'],
    ['the last number without commas', 'It has 1,234 or 2,500 parts', '2500'],
    ['a decimal', 'x = -.5 m', '-.5'],
    ['nothing without a number', 'I do not know', null],
    ['nothing in an empty box', '\\boxed{}', null],
  ])('finds %s', (_, text, value) => expect(valueIn(qwenAnswer, text)).toBe(value));
});

describe('gsmPlusAnswer', () => {
  it.each([
    ['the number after the hashes', 'It is 5.\n#### 6 cars', '6'],
    ['the one of the last line with hashes', '#### 6\n#### 7', '7'],
    ['the last number when no digit follows the hashes', 'It is 5\n#### none', '5'],
    ['a fraction', '#### 3/4', '3/4'],
    ['what stands before another question', '#### 6\nQuestion: 1 + 1?\n#### 2', '6'],
    ['a number without its commas', 'It is 1,234', '1234'],
    ['nothing without a number', 'It is unclear', null],
  ])('finds %s', (_, text, value) => expect(valueIn(gsmPlusAnswer, text)).toBe(value));
});

describe('gsmPlusRefusal', () => {
  it.each([
    ['a phrase in any case', 'The question DOES NOT SPECIFY the price.\n#### 5', 'None'],
    ['the word none', '#### None', 'None'],
    ['a phrase with a comma in it', 'We do not, know\n#### 5', 'None'],
    ['any text without hashes', 'It is 5', 'None'],
    ['no refusal in an answer', '#### 5', null],
  ])('finds %s', (_, text, value) => expect(valueIn(gsmPlusRefusal, text)).toBe(value));
});

describe('the finders of reference graders', () => {
  it('take linear time on hostile texts', () => {
    const cpuMs = cpuTimer();
    for (const piece of [
      '$',
      'boxed{',
      'he answer is',
      'Final Answer: The final answer is',
      '1,',
      '-.',
      '\n',
      '####\n',
    ]) {
      const text = piece.repeat(200_000 / piece.length);
      for (const finder of [betweenDollars, minervaAnswer, qwenAnswer, gsmPlusAnswer, gsmPlusRefusal])
        finder(text);
    }
    // A quadratic walk over one of them takes minutes.
    expect(cpuMs()).toBeLessThan(5000);
  });
});

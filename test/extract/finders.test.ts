import { describe, expect, it } from 'vitest';
import type { Finder } from '../../src/core/index.ts';
import {
  afterLast,
  boxed,
  eurus2404Answer,
  eurusAnswer,
  finalAnswer,
  firstOf,
  lastNumber,
  numberInWords,
  withoutEmphasis,
} from '../../src/extract/index.ts';
import { cpuTimer } from '../support/cpu-time.ts';

const valueIn = (finder: Finder, text: string): string | null => {
  const extraction = finder(text);
  return extraction.found ? extraction.value : null;
};

describe('boxed', () => {
  it.each([
    ['the content of a box', 'so \\boxed{5}.', '5'],
    ['the last of several', '\\boxed{1} and \\boxed{2}', '2'],
    ['an \\fbox', '\\fbox{7}', '7'],
    ['the last of both kinds', '\\boxed{1} \\fbox{2}', '2'],
    ['nested braces', '\\boxed{\\frac{1}{2}}', '\\frac{1}{2}'],
    ['the inner one of two nested boxes', '\\boxed{\\boxed{3}}', '3'],
    ['the content without space around it', '\\boxed{ 4\n}', '4'],
    ['a box with space before its brace', '\\boxed {6}', '6'],
    ['escaped braces as signs', '\\boxed{\\{1, 2\\}}', '\\{1, 2\\}'],
    ['an escaped brace without partner', '\\boxed{\\left\\{ x \\right.}', '\\left\\{ x \\right.'],
    ['a doubled backslash before the command', '\\\\boxed{5}', '5'],
    ['the last one that closes', '\\boxed{8} then \\boxed{9', '8'],
    ['the last one that holds something', '\\boxed{8} then \\boxed{ }', '8'],
    ['a box after stray braces', '} { } \\boxed{1}', '1'],
    ['null for no box', 'no box', null],
    ['null for a box without braces', '\\boxed 5', null],
    ['null for a box that never closes', '\\boxed{5', null],
  ])('finds %s', (_, text, value) => expect(valueIn(boxed, text)).toBe(value));

  it('says where the content stands', () => {
    const text = 'so \\boxed{ 12 }.';
    const extraction = boxed(text);
    expect(extraction).toMatchObject({ found: true, span: [11, 13] });
    expect(text.slice(11, 13)).toBe('12');
  });
});

describe('afterLast', () => {
  const finder = afterLast(['answer:', 'answer is', '####']);
  it.each([
    ['the rest of the line', 'The answer is 5', '5'],
    ['any case', 'THE ANSWER IS 5', '5'],
    ['the last marker of any kind', '#### 1\nAnswer: 2\n#### 3', '3'],
    ['the first line only', 'Answer: 5\nI am sure.', '5'],
    ['the line under the marker', '**Answer:**\n\n5 apples\nmore', '5 apples'],
    ['the answer without the stars around marker and answer', '**Final answer: 18**', '18'],
    ['the answer without stars of its own', 'The answer is **18** dollars.', '18 dollars.'],
    ['a product with its star', 'Answer: 2*3', '2*3'],
    ['what follows a colon after the marker', 'The answer is: 5', '5'],
    ['what follows stars and a colon', '**The answer is**: 5', '5'],
    ['the first sentence of the line', 'The answer is $18$. I hope it is correct.', '$18$'],
    ['the first sentence in words', 'The answer is 3 apples. He has 2 pears.', '3 apples'],
    ['a sentence without its closing stars', '**Answer: 18.** Thank you', '18'],
    ['decimals whole', 'The answer is 1.5. Bye', '1.5'],
    ['no sentence that is taken back', 'The answer is 3. Wait, it is 4.', '3. Wait, it is 4.'],
    ['an abbreviation whole', 'The answer is Dr. Jones. Bye', 'Dr. Jones'],
    ['a formula whole', 'Answer: $\\text{It is 3. It holds}$', '$\\text{It is 3. It holds}$'],
    ['an amount of money', 'Answer: $5. Bye', '$5'],
    ['no reasons', 'The answer is 3, because 5 - 2 = 3', '3'],
    ['no explanation', 'The answer is $\\frac{1}{2}$, i.e. one half', '$\\frac{1}{2}$'],
    ['a displayed formula', 'The answer is:\n\\[\n18\n\\]\nBye', '\\[\n18\n\\]'],
    ['a formula between dollar signs', 'The answer is\n$$\n18\n$$', '$$\n18\n$$'],
    ['the line of a display that never closes', 'The answer is $$5\n6', '$$5'],
    ['null when nothing follows', 'The answer is', null],
    ['null when only stars follow', '**Answer:**', null],
    ['null without a marker', '5', null],
  ])('takes %s', (_, text, value) => expect(valueIn(finder, text)).toBe(value));

  it('names the markers it looked for', () => {
    expect(finder('5')).toEqual({ found: false, why: 'none of "answer:", "answer is", "####"' });
  });
});

describe('numberInWords', () => {
  const finder = numberInWords(afterLast(['answer:']));
  it.each([
    ['Answer: She makes $18 every day at the market.', '$18'],
    ['Answer: **She makes 18 dollars.**', '18'],
    ['Answer: He has 1,234.5 apples', '1,234.5'],
    ['Answer: approximately 5', '5'],
    ['Answer: it sinks by -3 degrees', '-3'],
    ["Answer: Tom's share is 40%", '40%'],
  ])('in %j is %s', (text, value) => {
    const extraction = finder(text);
    expect(extraction).toMatchObject({ found: true, value });
    if (extraction.found) expect(text.slice(...(extraction.span ?? []))).toBe(value);
  });

  it.each([
    ['not 3'],
    ['more than 3'],
    ['half of 2'],
    ['two boxes of 5 apples'],
    ['3 miles in 2 hours'],
    ['He has 3 dozen eggs'],
    ['negative 12'],
    ['It is 3:30'],
    ['She got a 3/4 share'],
    ['She makes 9 * 2 = 18'],
    ['It is 3 or none'],
    ['the interval (3, 4)'],
    ['it is 5 x'],
    ['it is 10^5'],
    ['on the 3rd day'],
    ['5 apples'],
    ['5'],
  ])('leaves %j as it is', text => expect(valueIn(finder, `Answer: ${text}`)).toBe(text));
});

describe('withoutEmphasis', () => {
  it.each([
    ['**18**', '18'],
    ['*18*', '18'],
    ['** 4', '4'],
    ['18**', '18'],
    ['**18**.', '18.'],
    ['**18** and **19**', '18 and 19'],
    ['2 * 3', '2 * 3'],
    ['2**3', '2**3'],
    ['2*3', '2*3'],
    ['no stars', 'no stars'],
  ])('makes %s %s', (line, plain) => expect(withoutEmphasis(line)).toBe(plain));
});

describe('lastNumber', () => {
  it.each([
    ['a plain number', 'it is 42 apples', '42'],
    ['the last one', '1, 2 and 3', '3'],
    ['thousands commas', 'A: 1,234,567', '1,234,567'],
    ['decimals', 'costs $3.50.', '3.50'],
    ['a number that ends the sentence', 'It is 18.', '18'],
    ['a decimal without a leading zero', 'about .5', '.5'],
    ['a negative number', 'it is -4', '-4'],
    ['a minus sign of its own', 'it is \u22124', '\u22124'],
    ['a negative amount', 'a loss of -$5', '-$5'],
    ['the second operand of a difference', '9-5', '5'],
    ['the second operand with spaces', '9 - 5', '5'],
    ['the second number of a range', '10-15', '15'],
    ['a fraction', 'it is 3/4', '3/4'],
    ['the last part of a date', 'on 1/2/2024', '2024'],
    ['a percentage', 'a rise of 12.5%', '12.5%'],
    ['a power of ten', 'about 1.5e6', '1.5e6'],
    ['a list, member by member', '1,2,3', '3'],
    ['the last number of a wrong group', '1,2345', '2345'],
    ['null for no number', 'none', null],
  ])('finds %s', (_, text, value) => expect(valueIn(lastNumber, text)).toBe(value));

  it('says where it stands', () => {
    expect(lastNumber('it is -4 now')).toMatchObject({ span: [6, 8] });
  });
});

describe('firstOf', () => {
  const finder = firstOf(boxed, lastNumber);
  it('takes the first finder that finds something', () => {
    expect(valueIn(finder, '\\boxed{1} 2')).toBe('1');
    expect(valueIn(finder, 'only 2')).toBe('2');
  });
  it('says why none of them did', () => {
    expect(finder('nothing')).toEqual({ found: false, why: 'no \\boxed{…}; no number' });
  });
});

describe('eurusAnswer', () => {
  it.each([
    ['the whole text without a marker', '12 apples', '12 apples'],
    ['what follows the last "answer is"', 'answer is 1, no, the answer is 2', '2'],
    ['each marker on what the one before left', 'The answer is: answer: 3', '3'],
    ['what stands before "is the answer"', 'Therefore 5 is the answer.', 'Therefore 5'],
    ['a box after the marker', 'The answer is $\\boxed{5}$.', '5'],
    ['no box before the marker', '\\boxed{5}. So the answer is five.', 'five.'],
    ['no last sentence', 'He has 5. He eats 2. So he has 3.', 'He has 5. He eats 2'],
    ['what follows an equals sign in the box', '\\boxed{x = 5}', '5'],
    ['what follows "are " inside a word', '\\boxed{12\\text{ square units}}', 'units}'],
    ['a marker in capitals', 'THE ANSWER IS 7', '7'],
    [
      'the right place after letters that grow in lower case',
      `${'İ'.repeat(9)} The answer is 12345`,
      '12345',
    ],
    ['the right place before such letters too', `${'İ'.repeat(9)} 5 IS THE ANSWER.`, `${'İ'.repeat(9)} 5`],
    ['null when nothing is left', 'The answer is', null],
  ])('takes %s', (_, text, value) => expect(valueIn(eurusAnswer, text)).toBe(value));
});

describe('eurus2404Answer', () => {
  it.each([
    ['the whole text without a marker', 'The answer is 5', 'The answer is 5'],
    ['what follows "answer:" and a space', 'Answer: 5', '5'],
    ['what follows "answer:" and a line end', 'Answer:\n5\nso', '5\nso'],
    ['the last box in that', 'Answer: \\boxed{1} or \\boxed{2}', '2'],
    ['no equation apart', '\\boxed{x = 5}', 'x = 5'],
    ['the right place after letters that grow in lower case', `${'İ'.repeat(9)} Answer: 12345`, '12345'],
    ['null for an empty text', ' \n', null],
  ])('takes %s', (_, text, value) => expect(valueIn(eurus2404Answer, text)).toBe(value));
});

describe('every finder', () => {
  const length = 200_000;
  const hostile = [
    '\\boxed{'.repeat(length / 7),
    '{'.repeat(length),
    '}'.repeat(length),
    '\\'.repeat(length),
    'answer is '.repeat(length / 10),
    'İ'.repeat(length),
    'aB'.repeat(length / 2),
    '*'.repeat(length),
    '1'.repeat(length),
    '1,'.repeat(length / 2),
    '1,111'.repeat(length / 5),
    '-$'.repeat(length / 2),
    ' '.repeat(length),
    `${' '.repeat(length)}x`,
    '\n'.repeat(length),
    `answer is ${'. A'.repeat(length / 3)}`,
    `answer is ${'$'.repeat(length)}`,
    `answer is ${'*:'.repeat(length / 2)}`,
  ];
  it.each(
    Object.entries({
      boxed,
      afterLast: afterLast(['answer is']),
      finalAnswer,
      lastNumber,
      eurusAnswer,
      eurus2404Answer,
    }),
  )('%s reads hostile texts of 200,000 characters in linear time', (_, finder) => {
    const cpuMs = cpuTimer();
    for (const text of hostile) finder(text);
    // A quadratic walk over one of them takes minutes.
    expect(cpuMs()).toBeLessThan(5000);
  });
});

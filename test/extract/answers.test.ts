import { describe, expect, it } from 'vitest';
import type { Finder } from '../../src/core/index.ts';
import { afterReasoning, boxed, finalAnswer, option, withoutReasoning } from '../../src/extract/index.ts';
import { cpuTimer } from '../support/cpu-time.ts';

const valueIn = (finder: Finder, text: string): string | null => {
  const extraction = finder(text);
  return extraction.found ? extraction.value : null;
};

describe('withoutReasoning', () => {
  it.each([
    ['a text without tags', 'The answer is 5', 'The answer is 5'],
    ['what follows a pair', '<think>6?</think>5', '5'],
    ['what follows the last of several pairs', '<think>a</think>b<think>c</think>d', 'd'],
    ['what follows a closing tag alone', 'so it is 6</think>5', '5'],
    ['what stands before a tag that never closes', '5<think>or 6', '5'],
    ['nothing when all of it is reasoning', '<think>5', ''],
    ['what stands between a pair and a tag that never closes', '<think>1</think>5<think>6', '5'],
    ['tags in any case', '<THINK>6</Think>5', '5'],
    ['other names of the tag', '<reasoning>6</reasoning>5', '5'],
    ['nested pairs', '<think><think>6</think>7</think>5', '5'],
    ['a sign that is no tag', 'x < think > 5', 'x < think > 5'],
  ])('keeps %s', (_, text, kept) => expect(withoutReasoning(text)).toBe(kept));
});

describe('finalAnswer', () => {
  it.each([
    ['a box', 'so \\boxed{5}', '5'],
    ['a box behind the reasoning, not one in it', '<think>\\boxed{6}</think>\\boxed{5}', '5'],
    ['a marker behind the reasoning', '<think>\\boxed{6}</think>The answer is 5', '5'],
    ['the line after a marker', '**Final Answer:** $x = 5$\nBye', '$x = 5$'],
    ['the line after several hashes', 'a\n#### 1,234', '1,234'],
    ['several answers', 'The answers are 1 and 2', '1 and 2'],
    ['the last number', 'I get 4, no, 5.', '5'],
    ['a formula that opens the line, not what follows it', 'Answer: $12$. I hope this helps.', '$12$'],
    ['the first sentence with a number', 'The answer is 1,204.5. Let me know!', '1,204.5'],
    ['what the sentence behind a marker says', 'Final answer: The area of $PQR$ is 12.', '12.'],
    ['words behind a marker', 'The answer is Tuesday', 'Tuesday'],
    ['the last formula', 'Therefore $y \\le 4$ is what remains', 'y \\le 4'],
    ['a displayed formula', 'Hence\n\\[\n(3, \\frac{1}{2})\n\\]', '(3, \\frac{1}{2})'],
    [
      'a matrix',
      'We get \\(\\begin{pmatrix}1\\\\2\\end{pmatrix}\\).',
      '\\begin{pmatrix}1\\\\2\\end{pmatrix}',
    ],
    ['a number behind the last formula', 'The side $AB$ has length 7', '7'],
    ['an amount, not what stands between two', 'He had $20 and is left with $5', '5'],
    ['an amount with its sign behind it', 'It rose from 3$ to 5$', '5'],
    ['a fraction before the final dot', 'So the part that is left is 5/9.', '5/9'],
    ['a decimal behind a slash as it stands', 'It is 5/9.5', '9.5'],
    ['a formula with a sign of currency in it', 'Cost $ 3 \\cdot 4 \\$ = 12 $', '3 \\cdot 4 \\$ = 12'],
    [
      'what the closing sentence says',
      'First \\boxed{4}. The final answer is $9$. I hope it is correct. Note: this was incorrect.',
      '$9$',
    ],
    [
      'a number in the closing sentence',
      'The final answer is: 1,250. I hope it is correct. Good luck, all 3 of you!',
      '1,250',
    ],
    [
      'a box behind the closing sentence',
      'The final answer is $9$. I hope it is correct. No: \\boxed{4}',
      '4',
    ],
    [
      'the box before a closing sentence in words',
      'So \\boxed{9}. The answer is what I said above. I hope it is correct.',
      '9',
    ],
    ['nested boxes', '\\boxed{\\text{\\boxed{5}}}', '5'],
    ['a framed box', '\\fbox{5}', '5'],
    ['nothing in reasoning that never ends', '<think>it is \\boxed{5}', null],
  ])('finds %s', (_, text, value) => expect(valueIn(finalAnswer, text)).toBe(value));

  it('says where the answer stands in the whole text', () => {
    const text = '<think>\\boxed{6}</think>\\boxed{5}';
    expect(afterReasoning(boxed)(text)).toMatchObject({ span: [text.length - 2, text.length - 1] });
  });

  it('says that it looked behind the reasoning', () => {
    expect(afterReasoning(boxed)('<think>1</think>2')).toMatchObject({
      why: 'no \\boxed{…}, behind the reasoning',
    });
  });
});

describe('option', () => {
  const finder = option('ABCDE');
  it.each([
    ['a letter alone', 'B', 'B'],
    ['a letter with a dot', ' B. ', 'B'],
    ['a letter in parentheses', 'I choose (C) because', 'C'],
    ['the last of several', '(A) is wrong, (B) is right', 'B'],
    ['a box', 'So \\boxed{D}', 'D'],
    ['a box with text', '\\boxed{\\text{(D) 12}}', 'D'],
    ['a marker', 'The answer is B.', 'B'],
    ['a marker with stars', '**Answer:** (E)', 'E'],
    ['an option by name', 'option C it is', 'C'],
    ['a marker before letters in parentheses', 'The answer is B, not (A)', 'B'],
    ['null for a word', 'The answer is Alice', null],
    ['null for a letter in a sentence', 'A cat sat', null],
    ['null for a letter that there is not', '(Z)', null],
  ])('finds %s', (_, text, value) => expect(valueIn(finder, text)).toBe(value));
});

describe('these finders', () => {
  it('read hostile texts of 200,000 characters in linear time', () => {
    const pieces = [
      '<think>',
      '</think>',
      '(A',
      '\\boxed{',
      'answer is ',
      'answer is A b is $1',
      '$',
      '\\(',
      'a. B',
      'option',
      ' ',
      'A',
      '*',
    ];
    const cpuMs = cpuTimer();
    for (const piece of pieces) {
      const text = piece.repeat(200_000 / piece.length);
      finalAnswer(text);
      option('ABCD')(text);
    }
    expect(cpuMs()).toBeLessThan(5000);
  });
});

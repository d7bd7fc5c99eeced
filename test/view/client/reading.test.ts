import { describe, expect, it } from 'vitest';
import { putBack, splitFormulas, takeFormulas } from '../../../src/view/client/reading/formulas.ts';
import { isProgram } from '../../../src/view/client/reading/is-program.ts';
import { isReadable } from '../../../src/view/client/reading/readable.ts';
import { withExecuted } from '../../../src/view/client/reading/tags.ts';

const found = (text: string): readonly string[] =>
  takeFormulas(text).formulas.map(({ tex, display }) => `${display ? 'display' : 'inline'} ${tex}`);

describe('formulas in a text', () => {
  it.each([
    ['in dollars', 'so $x^2$ is', ['inline x^2']],
    ['in double dollars over lines', '$$\na\n+ b\n$$', ['display \na\n+ b\n']],
    ['in parentheses and brackets', '\\(a\\) and \\[b\\]', ['inline a', 'display b']],
    ['boxed without anything around', 'is \\boxed{\\frac{1}{2}}.', ['inline \\boxed{\\frac{1}{2}}']],
    ['in an environment', '\\begin{align*}a\\end{align*}', ['display \\begin{align*}a\\end{align*}']],
    ['prices are none', 'from $5 to $10, or $3.', []],
    ['an escaped dollar is none', 'costs \\$5 and \\$6$', []],
    ['a dollar alone is none', 'a $ b $ c', []],
    ['not over a blank line', '$a\n\nb$', []],
    ['not without an end', '\\[ a \\( b', []],
  ])('are found %s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('leave tokens that are put back exactly', () => {
    const text = 'a $x_1$ b `$y_2$` \\[z\\] 2*3*4';
    const { text: rest, formulas } = takeFormulas(text);
    expect(rest).not.toContain('x_1');
    expect(putBack(rest, formulas)).toBe(text);
  });

  it('keep signs of multiplication from Markdown', () => {
    const { text } = takeFormulas('16*2=<<16*2=32>>32 and *really* **bold**');
    expect(text).toContain('*really* **bold**');
    expect(text).not.toContain('16*2');
    expect(splitFormulas(text)).toEqual(['16*2=<<16*2=32>>32 and *really* **bold**']);
  });

  it('cannot be forged by tokens in the text', () => {
    const { text, formulas } = takeFormulas('\ue0000\ue001 $x$');
    expect(splitFormulas(text)).toEqual(['\ufffd0\ufffd ', 0, '']);
    expect(formulas).toHaveLength(1);
  });

  it('are bounded in length and number', () => {
    expect(found(`$${'x'.repeat(5000)}$`)).toEqual([]);
    expect(takeFormulas('$x$ '.repeat(1000)).formulas).toHaveLength(400);
  });
});

describe('what is read as Markdown', () => {
  it.each([
    ['prose', `${'Some *words* with `code`.\n'.repeat(500)}`, true],
    ['a long list', '- item\n'.repeat(2000), true],
    ['a separator', '* * * * * * * *\n---\n', true],
    ['emphasis without end', '*_'.repeat(30_000), false],
    ['quotes within quotes', `a\n${'> '.repeat(40)}b`, false],
    ['lists within lists', `${'- '.repeat(40)}b`, false],
    ['brackets without end', '['.repeat(3_000), false],
    ['a text of 60,001 characters', 'x'.repeat(60_001), false],
  ])('%s', (_, text, expected) => {
    expect(isReadable(text)).toBe(expected);
  });
});

describe('code that MINT runs', () => {
  const block = '<execute>\n\n```python\nx = 1\n\nif x:\n    y\n```\n\n</execute>';
  it.each([
    [
      'a block between its tags',
      'so\n<execute>\nx = 1\n\nif x:\n    y\n</execute>\nend',
      `so\n${block}\nend`,
    ],
    ['not without its end', '<execute>\nx\nmore', '<execute>\nx\nmore'],
    ['not in a line of words', 'use <execute> x </execute> here', 'use <execute> x </execute> here'],
    ['not where fences are', '```\n<execute>\nx\n</execute>\n```', '```\n<execute>\nx\n</execute>\n```'],
    [
      'each of several, the last without its end',
      '<execute>\na\n</execute>\n<execute>\nb',
      '<execute>\n\n```python\na\n```\n\n</execute>\n<execute>\nb',
    ],
  ])('is %s', (_, text, expected) => {
    expect(withExecuted(text)).toBe(expected);
  });
});

describe('a question that is a program', () => {
  it.each([
    ['a signature with its docstring', 'def add(a, b):\n    """Adds."""\n', true],
    ['imports before it', 'from typing import List\n\n\ndef f(x: List[int]) -> int:\n    pass\n', true],
    ['a word problem', 'from 5 apples, 2 are eaten. How many are left?', false],
    ['an order in words', 'Write a function.\n\ndef f(x):\n    pass', false],
    ['prose that begins with "import"', 'import duties rose by 5 %. By how much?', false],
  ])('%s: %s', (_, text, expected) => {
    expect(isProgram(text)).toBe(expected);
  });
});

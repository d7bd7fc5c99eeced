import { describe, expect, it } from 'vitest';
import { printedAnswerText, pythonCells } from '../../src/extract/index.ts';

describe('printedAnswerText', () => {
  it.each([
    ['5', '5'],
    ['  5.50\n', '5.50'],
    ['1\n2', '2'],
    ['9:2', '9:2'],
    ['(1, 2)', '(1, 2)'],
    ['[1, 2]', '[1, 2]'],
    ['3*sqrt(2)/2', '3*sqrt(2)/2'],
    ['x**2 + 2*x', 'x**2 + 2*x'],
    ['\\frac{3}{4}', '\\frac{3}{4}'],
    ['5 apples', '5'],
    ['Total cost: $5.50', '5.50'],
    ['The answer is 7 apples', '7 apples'],
    ['The answer is: 7', '7'],
    ['Answer: Ann has 7 apples', '7'],
    ['so \\boxed{12}', '12'],
    ['3\nNone', '3'],
    ['\\frac56', '\\frac56'],
    ['\\frac{\\sqrt7}{14}', '\\frac{\\sqrt7}{14}'],
    ['[0,\\infty)', '[0,\\infty)'],
    ['1\n\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}', '\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}'],
    ['440\\text{ cm}^2', '440\\text{ cm}^2'],
    ['\\text{Evelyn}', '\\text{Evelyn}'],
    ['3*qr + 6*q', '3*qr + 6*q'],
    ['x is 5', '5'],
    ['5 cm', '5'],
    ['Evelyn', 'Evelyn'],
    ['3 tickets.\nEvelyn.', '3'],
    ['The sum is even.', 'The sum is even'],
  ])('in %j is %j', (printed, value) => {
    const extraction = printedAnswerText(printed);
    expect(extraction).toMatchObject({ found: true, value });
    if (extraction.found && extraction.span) expect(printed.slice(...extraction.span)).toBe(value);
  });

  it.each([
    ['np.float64(0.5)', '0.5'],
    ['[np.int64(3), np.int64(4)]', '[3, 4]'],
    ['The answer is np.float64(3.0)', '3.0'],
    ['(np.float64(-1.5), 2)', '(-1.5, 2)'],
    ['[Fraction(1, 2), Fraction(-3, 4)]', '[1/2, -3/4]'],
    ["[Decimal('0.50')]", '[0.50]'],
    ['array([1, 2, 3])', '[1, 2, 3]'],
    ['array([1., 2.], dtype=float32)', '[1., 2.]'],
  ])('in %j is %j, without types', (printed, value) => {
    expect(printedAnswerText(printed)).toMatchObject({ found: true, value });
  });

  it.each(['', ' \n', 'None', 'True'])('is none in %j', printed => {
    expect(printedAnswerText(printed).found).toBe(false);
  });

  it('is found in linear time', () => {
    expect(printedAnswerText('sq'.repeat(500_000)).found).toBe(true);
    expect(printedAnswerText('\\text{'.repeat(200_000)).found).toBe(true);
    for (const piece of ['np.int64(', 'array([', 'array([]', "Decimal('", 'Fraction(1'])
      expect(printedAnswerText(piece.repeat(65_536 / piece.length)).found).toBe(true);
    expect(printedAnswerText('1 '.repeat(500_000)).found).toBe(true);
  });
});

describe('pythonCells', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'python, py, Python, python3',
      '```python\n1\n```\n```py\n2\n```\n```Python\n3\n```\n```python3\n4\n```',
      ['1\n', '2\n', '3\n', '4\n'],
    ],
    ['a fence with attributes', '```python title="a"\n1\n```\n```{.python}\n2\n```', ['1\n', '2\n']],
    ['a last block that never closes', '```python\nprint(5)', ['print(5)']],
    ['backticks in a string', '```python\ns = "```"\n```', ['s = "```"\n']],
    ['no other languages, and no output', '```bash\nls\n```\n```\n5\n```\n```pycon\n>>> 1\n```', []],
    ['no empty blocks', '```python\n\n```', []],
    ['nothing of the reasoning', '<think>```python\n1\n```</think>\n```python\n2\n```', ['2\n']],
  ])('are %s', (_, text, cells) => {
    expect(pythonCells(text)).toEqual(cells);
  });
});

import { describe, expect, it } from 'vitest';
import { eurusBlocks, printingLastLine } from '../../src/extract/index.ts';

const blocksOf = (text: string, executeTags = true) =>
  eurusBlocks(text, { executeTags }).map(({ kind, code }) => `${kind} ${code}`);

describe('eurusBlocks', () => {
  it.each<[string, string, readonly string[]]>([
    ['none', 'The answer is 5.', []],
    ['a block', 'So:\n```python\nprint(5)\n```', ['python \nprint(5)\n']],
    ['several, in order', '```python\n1\n```\n```python\n2\n```', ['python \n1\n', 'python \n2\n']],
    [
      'by kind, not by place',
      '<execute>e</execute>```python\np\n```\n```bash\nb\n```',
      ['bash !\nb\n', 'python \np\n', 'execute e'],
    ],
    ['no shell commands of notebooks', '```bash\n!ls\n```', []],
    ['no block that never closes', '```python\nprint(5)', []],
    [
      'an unclosed tag hides what closes it later',
      '```python\n1\n``\n```python\n2\n```',
      ['python \n1\n``\n'],
    ],
    ['nothing tagged py', '```py\n5\n```', []],
    ['nothing tagged Python', '```Python\n5\n```', []],
    ['python3, whose 3 is code', '```python3\nprint(5)\n```', ['python 3\nprint(5)\n']],
    ['a tag in the middle of a line', 'as ```python x``` does', ['python  x']],
    ['an empty block', 'Present code in ```python```', ['python ']],
    ['the end at three backticks inside a string', '```python\ns = "```"\n```', ['python \ns = "']],
  ])('collects %s', (_, text, blocks) => {
    expect(blocksOf(text)).toEqual(blocks);
  });

  it('knows no <execute> before revision E3', () => {
    expect(blocksOf('<execute>1</execute>', false)).toEqual([]);
  });

  it('is linear', () => {
    const text = '```python'.repeat(200_000);
    expect(eurusBlocks(text, { executeTags: true }).length).toBe(100_000);
  });
});

describe('printingLastLine', () => {
  it.each([
    ['x = 5', 'print(x = 5)'],
    ['\nx = 5\nx\n', 'x = 5\nprint(x)'],
    ['print(1)\nx', 'print(1)\nprint(x)'],
    ['x\nprint(x)', 'x\nprint(x)'],
    ['x = 5\n# done', 'x = 5\nprint(# done)'],
    ['if x:\n  x', 'if x:\nprint(  x)'],
    ['print(\n  5\n)', 'print(\n  5\nprint())'],
    ['pprint(5)', 'pprint(5)'],
    ['x;', 'print(x;)'],
    ['', 'print()'],
  ])('%j becomes %j', (code, printing) => {
    expect(printingLastLine(code)).toBe(printing);
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findPrograms, searchFolders } from '../../sandbox/programs.ts';
import { describeWith } from '../support/requires.ts';

type Shown = {
  readonly stdout: string;
  readonly outcome: string;
  readonly value: string | null;
  readonly traceback: string | null;
  readonly error?: { readonly type: string; readonly message: string; readonly line: number | null };
  readonly status?: number;
};

const [python = ''] = findPrograms('python3', searchFolders());
const folder = fileURLToPath(new URL('../../sandbox/python/', import.meta.url));

let interpreter: ChildProcess | null = null;
let answers: AsyncIterator<string> | null = null;

/** What the last of some cells shows. One interpreter for all, which forks for each: to start takes the time. */
const last = async (...cells: readonly string[]): Promise<Shown> => {
  interpreter?.stdin?.write(`${JSON.stringify(cells)}\n`);
  const lines: string[] = [];
  while (lines.at(-1) !== '.') lines.push((await answers?.next())?.value ?? '.');
  const [report = '', printed = ''] = lines;
  return { ...JSON.parse(report), stdout: Buffer.from(printed, 'hex').toString() } as Shown;
};

const RULE = '-'.repeat(75);
const head = (type: string) => type + 'Traceback (most recent call last)'.padStart(75 - type.length);
const text = (...lines: readonly string[]) => lines.join('\n');
const numbers = Array.from({ length: 30 }, (_, number) => number);

describeWith('python3', python !== '')('a cell', () => {
  beforeAll(() => {
    const script = readFileSync(new URL('./cells.py', import.meta.url), 'utf8');
    interpreter = spawn(python, ['-s', '-c', script, folder], { stdio: ['pipe', 'pipe', 'ignore'] });
    if (interpreter.stdout !== null)
      answers = createInterface({ input: interpreter.stdout })[Symbol.asyncIterator]();
  });
  afterAll(() => {
    interpreter?.stdin?.end();
  });

  it.each<readonly [string, readonly string[], string | null]>([
    ['its last expression', ['x = 6\nx * 7'], '42'],
    ['nothing for a statement', ['x = 6'], null],
    ['nothing for None', ['print("a")'], null],
    ['nothing after a semicolon', ['6 * 7;  # quiet'], null],
    ['a value whose text has a semicolon', ['";"'], "';'"],
    ['names of cells before it', ['a = 1\ndef f(): return a', 'a = 2', 'f()'], '2'],
    ['earlier values by their names', ['20', '22', '_ + __ + _1 + Out[2]'], '84'],
    ['its own `_` where it has one', ['_ = "mine"', '3', '_'], "'mine'"],
    ['that it is the main module', ['__name__', 'import __main__\n__main__.__dict__ is globals()'], 'True'],
    ['what is awaited', ['import asyncio\nasync def f(): return 5', 'await f()'], '5'],
    [
      'futures of earlier cells',
      ['from __future__ import annotations', 'def f(x: nope): return 1', 'f(0)'],
      '1',
    ],
    ['a cell with a margin', ['\n\n    x = 3\n    x'], '3'],
    ['a cell with prompts', ['>>> def f(x):\n...     return x\n>>> f(3)'], '3'],
    ['a short list', ['[1, "a", None]'], "[1, 'a', None]"],
    ['a long list, a line for each item', ['list(range(30))'], `[${numbers.join(',\n ')}]`],
    [
      'at most a thousand items',
      ['len(repr(list(range(1000))))\nx = [0] * 1001; x'],
      `[${'0,\n '.repeat(1000)}...]`,
    ],
    ['a set in order', ['{"b", "a", "c"}'], "{'a', 'b', 'c'}"],
    ['a dict as it was made', ['{"b": 1, "a": {3}}'], "{'b': 1, 'a': {3}}"],
    ['a list in itself', ['x = [1]\nx.append(x)\nx'], '[1, [...]]'],
    [
      'nested containers',
      ['{"k" * 30: ["v" * 30, "w" * 30]}'],
      `{'${'k'.repeat(30)}': ['${'v'.repeat(30)}',\n  '${'w'.repeat(30)}']}`,
    ],
    ['a function by its head', ['def f(x, *y, z=1): pass\nf'], '<function __main__.f(x, *y, z=1)>'],
    ['a builtin function', ['len'], '<function len(obj, /)>'],
    ['a class by its full name', ['class A: pass\n[A, int]'], '[__main__.A, int]'],
    ['an exception', ['ValueError("x", 1)'], "ValueError('x', 1)"],
    ['a counter', ['from collections import Counter\nCounter("aab")'], "Counter({'a': 2, 'b': 1})"],
    [
      'what a class shows of itself',
      ['class R:\n  def __repr__(self): return "two\\nlines"\n[R(), 1]'],
      '[two\n lines,\n 1]',
    ],
    [
      'a value after a bad redefinition',
      ['print = len = repr = str = isinstance = list = dict = 3', '{1: [2]}'],
      '{1: [2]}',
    ],
    [
      'a value after changed builtins',
      [
        'import builtins\nbuiltins.len = builtins.print = builtins.isinstance = builtins.repr = None',
        '[1, 2]',
      ],
      '[1, 2]',
    ],
    [
      'a value after changed modules',
      ['import json, linecache\njson.dumps = json.loads = linecache.getlines = None', '3'],
      '3',
    ],
  ])('shows %s', async (_title, cells, value) => {
    expect(await last(...cells)).toMatchObject({ outcome: 'finished', value, traceback: null });
  });

  it.each<readonly [string, readonly string[], string]>([
    ['a line', ['print("a")\n3'], 'a\n'],
    ['what `display` is given', ['display([1], "a")'], "[1]\n'a'\n"],
    ['a line without an end', ['print("a", end="")'], 'a'],
    [
      'a line after sys.stdout was replaced',
      ['import sys, io\nsys.stdout = io.StringIO()\nprint("gone")', 'print("here")'],
      'here\n',
    ],
    ['a line after sys.stdout was closed', ['import sys\nsys.stdout.close()', 'print("here")'], 'here\n'],
    [
      'a line after sys.stdout was taken apart',
      ['import sys\nsys.stdout.detach()', 'print("here")'],
      'here\n',
    ],
    ['what cannot be encoded', ['print("\\ud800")'], '\\ud800\n'],
  ])('prints %s', async (_title, cells, stdout) => {
    expect(await last(...cells)).toMatchObject({ outcome: 'finished', stdout });
  });

  it('shows the statements around the one that failed', async () => {
    const shown = await last(
      'x = 0',
      'a = 1\nb = 2\n\nc = 3  # none\n# why\nd = [\n    1 / x,\n]\ne = 5\nf = 6\ng = 7',
    );
    expect(shown).toMatchObject({
      outcome: 'raised',
      error: { type: 'ZeroDivisionError', message: 'division by zero', line: 7 },
      value: null,
      traceback: text(
        ...[RULE, head('ZeroDivisionError'), 'Cell In[2], line 7'],
        ...['      4 c = 3  # none', '      5 # why', '      6 d = [', '----> 7     1 / x,', '      8 ]'],
        ...['      9 e = 5', '     10 f = 6', '', 'ZeroDivisionError: division by zero'],
      ),
    });
  });

  it('shows a function without its margin, and the cell that it came from', async () => {
    const shown = await last(
      'class A:\n    def f(self, x, *rest, k=1):\n        y = 2\n        return x[y]',
      'A().f([])',
    );
    expect(shown.traceback?.replace('A.f(', 'f(')).toBe(
      text(
        ...[RULE, head('IndexError'), 'Cell In[2], line 1', '----> 1 A().f([])', ''],
        ...[
          'Cell In[1], line 4, in f(self, x, k, *rest)',
          '      2 def f(self, x, *rest, k=1):',
          '      3     y = 2',
        ],
        ...['----> 4     return x[y]', '', 'IndexError: list index out of range'],
      ),
    );
  });

  it('cuts a long statement that did not fail', async () => {
    const { traceback } = await last(`x = [\n${'1,\n'.repeat(9)}]\ny`);
    expect(traceback).toContain(
      text('      1 x = [', '      2 1,', '      3 1,', '   (...)', '     10 1,', '     11 ]', '---> 12 y'),
    );
  });

  it('shows what an exception came from first', async () => {
    const { traceback } = await last(
      'try:\n    {}["k"]\nexcept KeyError as e:\n    raise ValueError("v") from e',
    );
    expect(traceback).toBe(
      text(
        ...[RULE, head('KeyError'), 'Cell In[1], line 2', '      1 try:', '----> 2     {}["k"]'],
        ...['      3 except KeyError as e:', '', "KeyError: 'k'", ''],
        ...['The above exception was the direct cause of the following exception:', ''],
        ...[head('ValueError'), 'Cell In[1], line 4', '      2     {}["k"]', '      3 except KeyError as e:'],
        ...['----> 4     raise ValueError("v") from e', '', 'ValueError: v'],
      ),
    );
  });

  it('tells frames that repeat in one line', async () => {
    const { traceback } = await last('def f(n):\n    return f(n + 1)\nf(0)');
    expect(traceback?.match(/line 2, in f/g)).toHaveLength(3);
    expect(traceback).toMatch(/^ {4}\[\.\.\. skipping similar frames: f at line 2 \(\d+ times\)\]$/m);
  });

  it.each<readonly [string, string, string]>([
    [
      'a text that is no Python',
      'x = 1\nprint "a"',
      text(
        '  Cell In[1], line 2',
        '    print "a"',
        '    ^',
        "SyntaxError: Missing parentheses in call to 'print'",
      ),
    ],
    [
      'a command for a shell',
      '!pip install x',
      text(
        '  Cell In[1], line 1',
        '    !pip install x',
        '    ^',
        'SyntaxError: invalid syntax (there is no shell and there are no magics here, only Python)',
      ),
    ],
    [
      'a return outside of a function',
      'x = 1\n  \nreturn x',
      text('  Cell In[1], line 3', '    return x', '    ^', "SyntaxError: 'return' outside function"),
    ],
  ])('points at the place of %s', async (_title, cell, start) => {
    const shown = await last(cell);
    expect(shown).toMatchObject({ outcome: 'raised', error: { type: 'SyntaxError' } });
    expect(shown.traceback?.startsWith(start), shown.traceback ?? '').toBe(true);
  });

  it.each<readonly [string, string, number]>([
    ['sys.exit', 'import sys\nsys.exit(3)', 3],
    ['exit', 'exit()', 0],
    ['quit', 'quit("why")', 1],
  ])('that leaves by %s leaves the session', async (_title, cell, status) => {
    expect(await last(cell)).toMatchObject({ outcome: 'exited-early', status });
    expect(await last('x = 5', cell, 'print(x)')).toMatchObject({ outcome: 'finished', stdout: '5\n' });
  });

  it('has no input', async () => {
    expect(await last('input()')).toMatchObject({ outcome: 'raised', error: { type: 'EOFError' } });
  });

  it('that cannot show its value has raised', async () => {
    const shown = await last('class R:\n    def __repr__(self): return 1 / 0\nR()');
    expect(shown).toMatchObject({
      outcome: 'raised',
      error: { type: 'ZeroDivisionError', line: 2 },
      value: null,
    });
  });

  it('survives an exception that cannot be shown', async () => {
    const shown = await last('class E(Exception):\n    def __str__(self): return 1 / 0\nraise E()');
    expect(shown).toMatchObject({ outcome: 'raised', error: { type: 'E' } });
    expect(shown.traceback).toContain('E: <exception str() failed>');
  });
});

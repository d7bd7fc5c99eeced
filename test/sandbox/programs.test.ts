import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Execution, Program, Sandbox } from '../../src/core/index.ts';
import { describeSandboxes, openSandbox } from './support.ts';

describeSandboxes(backend => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox(backend, 1);
  });
  afterAll(() => sandbox.close());

  const limits = { timeoutMs: 30_000, memoryMb: 256, maxOutputBytes: 2000 };
  const script = (code: Program['code'], more: Partial<Program> = {}) =>
    sandbox.run({ language: 'python', code, limits, ...more });
  const tested = (code: string, tests: string, entryPoints: readonly string[] = ['f'], prelude = '') =>
    sandbox.run({ language: 'python', code, tests: { prelude, code: tests, entryPoints }, limits });
  const errorOf = ({ outcome, error }: Execution) => ({ outcome, ...error });

  describe('scripts', () => {
    it('reads stdin, prints, and is __main__', async () => {
      const code = 'import sys\nprint(__name__, input(), sys.stdin.read())\nprint("e", file=sys.stderr)';
      const execution = await script(code, { stdin: 'a\nb\nü' });
      expect(execution).toMatchObject({
        outcome: 'finished',
        error: null,
        stdout: '__main__ a b\nü\n',
        stderr: 'e\n',
      });
      expect(execution).toMatchObject({ sandbox: backend, missingModule: null, python: sandbox.python });
      expect(execution.cpuMs).toBeGreaterThanOrEqual(0);
      expect(execution.peakMemoryMb).toBeGreaterThan(10);
    });

    it('says what was raised and where, and keeps what was printed before', async () => {
      const execution = await script('def g():\n  return 1 / 0\nprint(1)\ng()');
      expect(errorOf(execution)).toEqual({
        outcome: 'raised',
        type: 'ZeroDivisionError',
        message: 'division by zero',
        line: 2,
        origin: 'candidate',
      });
      expect(execution.stdout).toBe('1\n');
      expect(execution.stderr).toContain('ZeroDivisionError: division by zero');
    });

    it.each([
      ['import sys\nsys.exit(0)', 'exited-early', 'SystemExit'],
      ['import os\nos._exit(0)', 'exited-early', 'SystemExit'],
      ['raise SystemExit', 'exited-early', 'SystemExit'],
      ['def f(:', 'raised', 'SyntaxError'],
      ['input()', 'raised', 'EOFError'],
      ['while True: pass', 'timed-out', 'Timeout'],
      ['import time\ntime.sleep(60)', 'timed-out', 'Timeout'],
      ['x = []\nwhile True: x.append(bytearray(10 ** 7))', 'out-of-memory', 'MemoryError'],
      ['while True: print("x" * 1000)', 'output-limit', 'OutputLimit'],
      ['def f(n): return f(n + 1)\nf(0)', 'raised', 'RecursionError'],
      ['import os\nos.abort()', 'crashed', expect.stringMatching(/^(Abort|Trap)$/)],
    ])('%j ends as %s', async (code, outcome, type) => {
      const timeoutMs = outcome === 'timed-out' ? 400 : 30_000;
      expect(errorOf(await script(code, { limits: { ...limits, timeoutMs } }))).toMatchObject({
        outcome,
        type,
      });
    });

    it('caps what it keeps of the output without changing the outcome', async () => {
      const execution = await script('print("ä" * 3000)\nimport sys\nsys.stderr.write("y" * 3000)');
      expect(execution.outcome).toBe('finished');
      expect(execution.stdout.length).toBeLessThanOrEqual(1001);
      expect(execution.stderr).toBe('y'.repeat(2000));
    });

    it('applies the memory limit of each program', async () => {
      const code = 'x = bytearray(150 * 1024 * 1024)';
      const run = (memoryMb: number) => script(code, { limits: { ...limits, memoryMb } });
      expect((await run(128)).outcome).toBe('out-of-memory');
      expect((await run(256)).outcome).toBe('finished');
      expect((await run(128)).outcome).toBe('out-of-memory');
    });

    it('names a module that it lacks, when a program has really asked for it', async () => {
      const missing = backend === 'wasm' ? ['numpy', 'ctypes', 'ssl', 'scipy', 'z3'] : ['z3'];
      for (const name of missing) {
        for (const code of [
          `import ${name}.part as x`,
          `import importlib\nimportlib.import_module('${name}')`,
        ])
          expect(await script(code)).toMatchObject({ outcome: 'raised', missingModule: name });
        const forged = `raise ModuleNotFoundError("No module named '${name}'", name='${name}')`;
        expect(await script(forged)).toMatchObject({ outcome: 'raised', missingModule: null });
        for (const [prelude, code] of [
          [`import ${name}`, 'f(1)'],
          ['', `import ${name}\nf(1)`],
        ] as const)
          expect(await tested('def f(x): return x', code, ['f'], prelude)).toMatchObject({
            missingModule: name,
          });
        const inCall = await tested(`def f(x): ${forged}`, 'f(1)');
        expect(inCall).toMatchObject({ outcome: 'raised', missingModule: null });
      }
      expect(await script('import nonsense_module')).toMatchObject({
        outcome: 'raised',
        missingModule: null,
      });
      const handled = 'try:\n  import scipy\nexcept ImportError:\n  print(1)';
      expect(await script(handled)).toMatchObject({ outcome: 'finished', missingModule: null });
    });

    it('has a working standard library and a private folder for files', async () => {
      const code = `
import csv, json, os, sqlite3, tempfile, xml.etree.ElementTree
print(sqlite3.connect(':memory:').execute('select 1 + 1').fetchone()[0])
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, 'a', 'b.txt')
    os.makedirs(os.path.dirname(path))
    with open(path, 'w') as file: file.write('one\\ntwo\\n')
    with open(path, 'a') as file: file.write('three\\n')
    os.rename(path, path + '2')
    print(os.listdir(os.path.dirname(path)), open(path + '2').read().split(), os.stat(path + '2').st_size)
print(os.listdir('/tmp'), os.getcwd())
with open('x', 'wb') as file: file.truncate(10)
with open('x', 'r+b') as file:
    file.seek(4); file.write(b'zz'); file.seek(0); print(file.read())
`;
      const execution = await script(code);
      expect(errorOf(execution)).toEqual({ outcome: 'finished' });
      expect(execution.stdout.split('\n')).toEqual([
        '2',
        "['b.txt2'] ['one', 'two', 'three'] 14",
        '[] /home/guest',
        "b'\\x00\\x00\\x00\\x00zz\\x00\\x00\\x00\\x00'",
        '',
      ]);
    });

    it('gives the same random numbers and hashes to every program, and sleeps in real time', async () => {
      // In native os.urandom is the system's.
      const bytes = backend === 'wasm' ? ', os.urandom(4)' : '';
      const code = `import os, random\nprint(random.random(), hash("a")${bytes})`;
      const [first, second] = [await script(code), await script(code)];
      expect(first.stdout).toBe(second.stdout);
      const slept = await script(
        'import time\nt = time.time()\ntime.sleep(0.15)\nprint(0.1 < time.time() - t)',
      );
      expect(slept.stdout).toBe('True\n');
    });

    it('counts its own time from its beginning', async () => {
      // How soon the clock goes on is the system's: a virtual machine may have its time stolen for a while.
      const code =
        'import time\nt = time.process_time()\nwhile time.process_time() < t + 0.05: pass\nprint(0 <= t < 60)';
      const execution = await script(code, { limits: { ...limits, timeoutMs: 20_000 } });
      expect(execution.stdout).toBe('True\n');
      expect(execution.cpuMs).toBeGreaterThan(0);
    });
  });

  describe('asyncio', () => {
    it('runs coroutines, tasks and time-outs', async () => {
      const code = `
import asyncio
async def late(n):
    await asyncio.sleep(0.05 * n)
    return n
async def main():
    print(await asyncio.gather(late(2), late(1)))
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 0.05)
    except asyncio.TimeoutError:
        print('late')
asyncio.run(main())
`;
      const execution = await script(code);
      expect(errorOf(execution)).toEqual({ outcome: 'finished' });
      expect(execution.stdout).toBe('[2, 1]\nlate\n');
    });
  });

  describe('cells', () => {
    it('share a namespace, print the last expression, and go on after one that raises', async () => {
      const execution = await script([
        'x = 1\nx',
        'print("a")\n1 / 0',
        "y = 'text'\ny",
        'x + 1',
        'None',
        'x = 5',
      ]);
      expect(execution.cells).toEqual([
        { stdout: '1\n', raised: false },
        { stdout: 'a\n', raised: true },
        { stdout: 'text\n', raised: false },
        { stdout: '2\n', raised: false },
        { stdout: '', raised: false },
        { stdout: '', raised: false },
      ]);
      expect(errorOf(execution)).toMatchObject({ outcome: 'raised', type: 'ZeroDivisionError', line: 2 });
      expect(execution.stdout).toBe('1\na\ntext\n2\n');
    });

    it('share one deadline', async () => {
      // None of them needs a second; together they need two, of a processor: waiting for one is not their time.
      const loop = 'import time\nstart = time.process_time()\nwhile time.process_time() - start < 0.2: pass';
      const cells = Array.from({ length: 10 }, () => loop);
      const execution = await script(cells, { limits: { ...limits, timeoutMs: 1000 } });
      expect(execution.outcome).toBe('timed-out');
      expect(execution.cells?.length).toBeLessThanOrEqual(5 + 1);
    });
  });

  describe('tests apart from the candidate', () => {
    it('waits for one answer no longer than the program allows, and goes on with the next program', async () => {
      const run = (code: string, more: object) =>
        sandbox.run({
          language: 'python',
          code,
          tests: { prelude: '', code: 'for x in range(12): assert f(x) == x', entryPoints: ['f'] },
          limits: { ...limits, ...more },
        });
      const loop = 'def f(x):\n  while x == 3: pass\n  return x';
      expect(errorOf(await run(loop, { callTimeoutMs: 300 }))).toMatchObject({
        outcome: 'timed-out',
        type: 'CallTimeout',
        message: 'no answer to a call within 300 ms',
      });
      // All calls together take longer than one of them may.
      const busy =
        'import time\ndef f(x):\n  end = time.time() + 0.1\n  while time.time() < end: pass\n  return x';
      expect(errorOf(await run(busy, { timeoutMs: 20_000, callTimeoutMs: 1000 }))).toEqual({
        outcome: 'finished',
      });
      expect(errorOf(await run(loop, { timeoutMs: 300, callTimeoutMs: 7000 }))).toMatchObject({
        outcome: 'timed-out',
        type: 'Timeout',
      });
      expect(errorOf(await run('def f(x): return x', {}))).toEqual({ outcome: 'finished' });
    });

    it.each([
      [
        'scalars',
        'def f(x): return x * 2',
        'assert f(2) == 4 and type(f(2)) is int and f("a") == "aa" and f(1.5) == 3.0',
      ],
      [
        'containers of exact types',
        'def f(x): return {1: (2, 3.5), "a": {1, 2}, None: b"x", True or 5: [2 ** 100, 1 + 2j, range(3), float("inf")]}',
        'r = f(1)\nassert r["a"] == {1, 2} and r[1][:3] == [2 ** 100, 1 + 2j, range(3)] and r[None] == b"x", r',
      ],
      [
        'values of the standard library',
        `from collections import *; from fractions import Fraction; from decimal import Decimal; from datetime import *
def f(x): return [Counter("aab"), deque([1, 2]), OrderedDict(a=1), Fraction(1, 3), Decimal("0.1"), date(2024, 1, 2), timedelta(hours=1)]`,
        `from collections import *; from fractions import Fraction; from decimal import Decimal; from datetime import *
assert f(1) == [Counter("aab"), deque([1, 2]), {"a": 1}, Fraction(1, 3), Decimal("0.1"), date(2024, 1, 2), timedelta(hours=1)]`,
      ],
      [
        'nan, negative zero, and big and negative numbers',
        'def f(x): return x',
        'import math\nassert math.isnan(f(math.nan)) and math.copysign(1, f(-0.0)) == -1 and f(-2 ** 70) == -2 ** 70 and f(10 ** 5000) == 10 ** 5000',
      ],
      [
        'text of any kind',
        'def f(x): return x',
        'assert f("\\ud800\\x00é😀") == "\\ud800\\x00é😀" and f(bytearray(b"\\xff")) == bytearray(b"\\xff")',
      ],
      [
        'generators',
        'def f(n):\n  yield from range(n)',
        'assert list(f(3)) == [0, 1, 2] and next(f(2)) == 0',
      ],
      ['dictionary views', 'def f(d): return d.keys()', 'assert f({1: 2}) == {1}'],
      [
        'types and builtin functions as arguments',
        'def f(v, t): return t(v)',
        'assert f("5", int) == 5 and f([3, 1], sorted) == [1, 3]',
      ],
      ['types as results', 'def f(v): return type(v)', 'assert f(1) is int and f([]) is list'],
      [
        'changes to arguments',
        'def f(x, d):\n  x.sort(); x.append([9]); d["k"] = 1',
        'a = [3, 1]; inner = a; d = {}\nf(a, d)\nassert inner == [1, 3, [9]] and d == {"k": 1}',
      ],
      [
        'changes deep inside arguments',
        'def f(x):\n  x[0][1].append(5)',
        'deep = []\na = [[0, deep]]\nf(a)\nassert deep == [5]',
      ],
      [
        'exceptions the tests expect',
        'def f(x): raise KeyError("z")',
        'try:\n  f(1)\n  assert False\nexcept KeyError as e:\n  assert e.args == ("z",)',
      ],
      [
        'exceptions of a class of its own, by their builtin base',
        'class Odd(ValueError): pass\ndef f(x): raise Odd("no")',
        'try:\n  f(1)\n  assert False\nexcept ValueError as e:\n  assert str(e) == "no"',
      ],
      [
        'defaults and keywords',
        'def f(a, *rest, b=2, **more): return [a, rest, b, more]',
        'assert f(1, 5, b=3, c=4) == [1, (5,), 3, {"c": 4}]',
      ],
      ['printing candidates', 'def f(x):\n  print("noise")\n  return x', 'assert f(1) == 1'],
    ])('carries %s', async (_what, code, tests) => {
      expect(errorOf(await tested(code, tests))).toEqual({ outcome: 'finished' });
    });

    it('reaches objects of the candidate through handles', async () => {
      const code = `
class Node:
    def __init__(self, value, next=None): self.value, self.next = value, next
    def last(self): return self if self.next is None else self.next.last()
    def __len__(self): return 1 + (len(self.next) if self.next else 0)
def chain(values):
    head = None
    for value in reversed(values): head = Node(value, head)
    return head
`;
      const tests = `
head = chain([1, 2, 3])
assert head.value == 1 and head.next.value == 2 and head.last().value == 3 and len(head) == 3
head.next.value = 7
assert head.next.value == 7 and head.next is head.next and head != chain([1])
assert isinstance(head, Node) and not isinstance(4, Node)
made = Node(5, head)
assert made.next is head
`;
      expect(errorOf(await tested(code, tests, ['chain', 'Node']))).toEqual({ outcome: 'finished' });
    });

    it('names the assertion that failed', async () => {
      const execution = await tested(
        'def f(x): return 5',
        'x = 1\nassert f(1) == 5\nassert f(2) == 4, "two"',
      );
      expect(errorOf(execution)).toEqual({
        outcome: 'raised',
        type: 'AssertionError',
        message: 'assertion failed: assert f(2) == 4, "two" (two)',
        line: 3,
        origin: 'tests',
      });
    });

    it('tells an error of the candidate from one of the tests', async () => {
      const own = await tested('def f(x):\n  y = []\n  return y[1]', 'assert f(2) == 4');
      expect(errorOf(own)).toMatchObject({
        outcome: 'raised',
        type: 'IndexError',
        line: 3,
        origin: 'candidate',
      });
      const theirs = await tested('def f(x): return 1', 'assert f(2)[0] == 4');
      expect(errorOf(theirs)).toMatchObject({
        outcome: 'raised',
        type: 'TypeError',
        line: 1,
        origin: 'tests',
      });
      const unfit = await tested('def f(g): return g(1)', 'assert f(lambda x: x) == 1');
      expect(errorOf(unfit)).toMatchObject({ outcome: 'raised', origin: 'sandbox' });
    });

    it('lets builtins and the names of the tests win over the candidate', async () => {
      const code = 'def abs(x): return 7\ndef helper(x): return True\ndef f(x): return 3';
      const prelude = 'def helper(x): return x == 4\ndef f(x): return 4\n';
      const execution = await tested(code, 'assert abs(-2) == 2\nassert helper(f(2))', ['f'], prelude);
      expect(errorOf(execution)).toMatchObject({ type: 'AssertionError', line: 2 });
    });

    it.each([
      ['itertools.chain([x], [2])', 'list(f(1)) == [1, 2]'],
      ['itertools.permutations([1, x])', 'list(f(2)) == [(1, 2), (2, 1)]'],
      ['itertools.count(x)', 'next(f(5)) == 5'],
      ["re.finditer('a', 'aba')", 'len(list(f(1))) == 2'],
      ["array.array('i', [1, x])", 'list(f(2)) == [1, 2]'],
      ['Steps(x)', 'list(f(3)) == [1, 2, 3] and list(zip(f(2), f(2))) == [(1, 1), (2, 2)]'],
    ])('reads an iterator of any kind: %s', async (value, expected) => {
      const steps =
        'class Steps:\n  def __init__(self, end): self.n, self.end = 0, end\n  def __iter__(self): return self\n' +
        '  def __next__(self):\n    self.n += 1\n    if self.n > self.end: raise StopIteration\n    return self.n\n';
      const code = `import array, itertools, re\n${steps}def f(x): return ${value}`;
      expect(errorOf(await tested(code, `assert ${expected}`))).toEqual({ outcome: 'finished' });
    });

    it('lets the tests set and delete items of what the candidate made', async () => {
      const code =
        'class Box:\n  def __init__(self): self.d = {}\n  def __setitem__(self, k, v): self.d[k] = v\n' +
        '  def __delitem__(self, k): del self.d[k]\n  def __len__(self): return len(self.d)';
      const tests = "b = Box()\nb['a'] = 1\nb['b'] = 2\ndel b['a']\nassert len(b) == 1";
      expect(errorOf(await tested(code, tests, []))).toEqual({ outcome: 'finished' });
    });

    it('believes no arithmetic of an object: a difference of nothing is the cheapest lie', async () => {
      const code =
        'class Any:\n  def __sub__(self, other): return 0\n  __rsub__ = __abs__ = __add__ = __mul__ = __sub__\n' +
        '  def __abs__(self): return 0\ndef f(x): return Any()';
      for (const test of [
        'assert abs(f(1) - 7) < 1e-6',
        'assert abs(7 - f(1)) < 1e-6',
        'assert abs(f(1)) == 0',
      ]) {
        expect(errorOf(await tested(code, test))).toMatchObject({ outcome: 'raised', type: 'TypeError' });
      }
    });

    it('takes other free names from the candidate', async () => {
      const code = 'LIMIT = [1, 2]\ndef g(x): return x\ndef f(x): return x';
      const tests =
        'def check():\n  LIMIT = 5\n  return g(LIMIT)\nassert check() == 5 and LIMIT == [1, 2] and f(g(1)) == 1';
      expect(errorOf(await tested(code, tests))).toEqual({ outcome: 'finished' });
    });

    it('says when the candidate does not define what is asked for', async () => {
      const execution = await tested('def g(x): return x', 'f(1)', ['f'], 'def f(x):\n    pass\n');
      expect(errorOf(execution)).toMatchObject({ outcome: 'raised', type: 'NameError', origin: 'candidate' });
    });

    it('blames itself when the prelude of the tests fails', async () => {
      const execution = await tested('def f(x): return x', 'assert f(1) == 1', ['f'], 'x = 1 / 0');
      expect(errorOf(execution)).toMatchObject({
        outcome: 'raised',
        type: 'ZeroDivisionError',
        origin: 'prelude',
      });
    });

    it('runs cells and then the tests in their namespace', async () => {
      const program = { language: 'python', code: ['y = 3', 'def f(x): return x + y'], limits } as const;
      const tests = { prelude: '', code: 'assert f(1) == 4', entryPoints: ['f'] };
      expect((await sandbox.run({ ...program, tests })).outcome).toBe('finished');
    });

    it('does not run the main block of a candidate, and gives it no stdin', async () => {
      const code = 'def f(x): return x\nif __name__ == "__main__":\n  f = None';
      expect((await tested(code, 'assert f(1) == 1')).outcome).toBe('finished');
      expect(errorOf(await tested('f = input', 'f()'))).toMatchObject({
        outcome: 'raised',
        type: 'EOFError',
      });
    });
  });
});

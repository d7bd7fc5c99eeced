import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../../src/core/index.ts';
import { describeSandbox, describeSandboxes, openSandbox, openWasm } from './support.ts';

const limits = { timeoutMs: 20_000, memoryMb: 256, maxOutputBytes: 2000 };

/** What a program comes to in every Python, whether annotations wait until they are asked for (since 3.14) or not. */
describeSandboxes(backend => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await openSandbox(backend, 1);
  });
  afterAll(() => sandbox.close());

  it.each<[string, string, number]>([
    ['an argument', 'def f(x: List[int]): return x', 1],
    ['a result', 'def f(x) -> Optional[int]: return x', 1],
    ['what collects arguments', 'def f(*rest: Any): return rest', 1],
    ['a keyword-only argument', 'def f(*, key: Any): return key', 1],
    ['a positional-only argument', 'def f(x: Any, /): return x', 1],
    ['a coroutine', 'async def f(x: Any): return x', 1],
    ['a method', 'class Solution:\n    def f(self, x: List[int]): return x', 2],
    ['a class that is not there yet', 'class Node:\n    def next(self) -> Node: return self', 2],
    ['a variable of the module', 'x: Any = 1', 1],
    ['a variable of a class', 'class A:\n    x: Any = 1', 2],
    ['a class within a function', 'def f():\n    class A:\n        x: Any = 1\nf()', 3],
    ['a function within a function', 'def f():\n    def g(x: Any): return x\nf()', 2],
    [
      'a function in the last of many branches',
      `if 0: pass\n${'elif 0: pass\n'.repeat(50)}else:\n    def f(x: Any): pass`,
      53,
    ],
    [
      'a function in a handler',
      'try:\n    1 / 0\nexcept ValueError: pass\nexcept ZeroDivisionError:\n    def f(x: Any): pass',
      5,
    ],
    ['a function in a case', 'match 1:\n    case 1:\n        def f(x: Any): pass', 3],
  ])('ends where the annotation of %s names what is not there', async (_, code, line) => {
    const execution = await sandbox.run({ language: 'python', code, limits });
    expect(execution).toMatchObject({ outcome: 'raised', error: { type: 'NameError', line } });
  });

  it.each<[string, string]>([
    ['that are texts', 'def f(x: "Any") -> "Any": return x\ny: "Any" = 1'],
    ['of a function that is not reached', 'if 0:\n    def f(x: Any): pass'],
    ['of variables in a function', 'def f():\n    x: Any = 1\n    return x\nassert f() == 1'],
    [
      'that an import has made texts of',
      '"""a"""\nfrom __future__ import annotations\ndef f(x: Any): return x\ny: Any = 1',
    ],
    [
      'that name what is there',
      'from typing import List\ndef f(x: List[int], *y: int) -> List[int]: return x\nassert f([1]) == [1]',
    ],
    [
      'of a data class',
      'from dataclasses import dataclass, field\n@dataclass\nclass P:\n    x: int\n    y: list[int] = field(default_factory=list)\nassert P(1) == P(1, [])',
    ],
    [
      'of an enumeration and a named tuple',
      'from typing import NamedTuple\nclass P(NamedTuple):\n    x: int\n    y: int = 2\nassert P(1) == (1, 2)',
    ],
    [
      'and keeps the text that describes a function',
      'from typing import Any\nclass A:\n    "a"\n    def f(x: Any):\n        "b"\nassert (A.__doc__, A.f.__doc__) == ("a", "b")',
    ],
    [
      'and keeps what it finds when asked',
      'from typing import Any\nclass A:\n    x: Any\n    def f(y: Any): pass\nassert A.__annotations__ == {"x": Any} and A.f.__annotations__ == {"y": Any}',
    ],
  ])('reads annotations %s', async (_, code) => {
    const execution = await sandbox.run({ language: 'python', code, limits });
    expect(execution).toMatchObject({ outcome: 'finished', error: null });
  });

  it('leaves a variable of the module set when its annotation fails', async () => {
    const code = 'try:\n    x: Any = 1\nexcept NameError: pass\nassert x == 1';
    expect(await sandbox.run({ language: 'python', code, limits })).toMatchObject({ outcome: 'finished' });
  });

  it('prints the value of a last expression alone, not of an annotation before it', async () => {
    const code = ['y: int = 1', 'z: list[int] = []\nz'];
    expect(await sandbox.run({ language: 'python', code, limits })).toMatchObject({
      outcome: 'finished',
      stdout: '[]\n',
    });
  });
});

for (const name of ['native', 'wasm'] as const) {
  describeSandbox(name)(`annotations in sessions in ${name}`, () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await openSandbox(name, 1);
    });
    afterAll(() => sandbox.close());

    it.each<[string, readonly string[], object]>([
      [
        'name what no cell has defined',
        ['def f(x: Any): return x'],
        { error: { type: 'NameError', line: 1 } },
      ],
      [
        'name what a cell before has defined',
        ['from typing import Any', 'def f(x: Any): return x\nf(3)'],
        { outcome: 'finished', value: '3' },
      ],
      [
        'were made texts by a cell before',
        ['from __future__ import annotations', 'def f(x: Any): return x\nf(3)'],
        { outcome: 'finished', value: '3' },
      ],
      ['stand at the end of a cell', ['x: int = 3'], { outcome: 'finished', value: null }],
    ])('%s', async (_, cells, shown) => {
      const session = sandbox.openSession?.();
      const executions: unknown[] = [];
      for (const code of cells) executions.push(await session?.run(code, limits));
      await session?.close();
      expect(executions.at(-1)).toMatchObject(shown);
    });
  });
}

// Syntax of Python 3.12.
describeSandbox('wasm')('annotations of generic definitions', () => {
  it('know their own parameters', async () => {
    const code = `def f[T](x: T) -> T: return x
class A[T]:
    x: T
    def g(self, y: T) -> T: return y
    def h[U](self, y: U) -> T: return y
assert (f(1), A().g(2), A().h(3)) == (1, 2, 3)`;
    const sandbox = await openWasm(1);
    try {
      const execution = await sandbox.run({ language: 'python', code, limits });
      expect(execution).toMatchObject({ outcome: 'finished', error: null });
    } finally {
      await sandbox.close();
    }
  });
});

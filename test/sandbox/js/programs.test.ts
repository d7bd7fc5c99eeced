import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Execution, Program, Sandbox } from '../../../src/core/index.ts';
import { openJs } from '../support.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openJs(1);
});
afterAll(() => sandbox.close());

const limits = { timeoutMs: 30_000, memoryMb: 128, maxOutputBytes: 2000 };
const script = (code: Program['code'], more: Partial<Program> = {}) =>
  sandbox.run({ language: 'javascript', code, limits, ...more });
const tested = (code: string, tests: string, entryPoints: readonly string[] = ['f'], prelude = '') =>
  sandbox.run({ language: 'javascript', code, tests: { prelude, code: tests, entryPoints }, limits });
const errorOf = ({ outcome, error }: Execution) => ({ outcome, ...error });

describe('JavaScript programs', () => {
  it.each([
    ['the global', 'console.log(stdin.split("\\n")[1], "!"); console.error("e")'],
    [
      'fs',
      'const fs = require("fs"); console.log(fs.readFileSync(0, "utf8").split("\\n")[1], "!"); console.warn("e")',
    ],
  ])('read stdin through %s and print', async (_what, code) => {
    const execution = await script(code, { stdin: 'a\nü' });
    expect(execution).toMatchObject({ outcome: 'finished', error: null, stdout: 'ü !\n', stderr: 'e\n' });
    expect(execution).toMatchObject({ sandbox: 'js', python: null, missingModule: null });
    expect(execution.cpuMs).toBeGreaterThanOrEqual(0);
    expect(execution.peakMemoryMb).toBeGreaterThan(0);
  });

  it.each([
    "[1, 'a', [2, [3, [4]]], { b: { c: { d: {} } } }, null, undefined, -0, 5n, true]",
    'new Map([[1, { a: 1 }]])',
    'new Set(["it\'s", \'"\'])',
    '[() => 1, function named() {}, class A {}, new (class B { x = 1 })(), Symbol("s")]',
    '({ "two words": 1, [Symbol("k")]: 2, get g() { return 1 } })',
    'new Uint8Array([1, 2])',
    '/a/g',
    'new Date(0)',
  ])('print %s as Node does', async text => {
    const own = await script(`console.log(${text})`);
    const node = await script(`globalThis.made = ${text}`);
    expect(node.outcome).toBe('finished');
    // Only our own texts are evaluated here.
    const value: unknown = new Function(`return ${text}`)();
    expect(own.stdout).toBe(`${inspect(value)}\n`);
  });

  it('are told how much processor time they took', async () => {
    const { cpuMs } = await script('const end = Date.now() + 50; while (Date.now() < end);');
    expect(cpuMs).toBeGreaterThan(0);
  });

  it('run timers and microtasks in order before they end', async () => {
    const code = `
setTimeout(() => console.log(5), 20);
const id = setInterval(() => { console.log(4); clearInterval(id); }, 1);
Promise.resolve().then(() => console.log(2));
queueMicrotask(() => console.log(3));
console.log(1);`;
    expect((await script(code)).stdout).toBe('1\n2\n3\n4\n5\n');
  });

  it('say what was thrown and where', async () => {
    const execution = await script('const f = () => null.x;\nconsole.log(1);\n\nf();');
    expect(errorOf(execution)).toMatchObject({
      outcome: 'raised',
      type: 'TypeError',
      line: 1,
      origin: 'candidate',
    });
    expect(execution.stdout).toBe('1\n');
    expect(execution.stderr).toContain('Uncaught TypeError');
    expect(execution.stderr).toContain('program.js:4');
    expect(execution.stderr).not.toContain('guest.');
  });

  it.each([
    ['let x = ;', 'raised', 'SyntaxError'],
    ['throw 5', 'raised', 'number'],
    ['throw { a: 1 }', 'raised', 'Error'],
    ['Promise.reject(new RangeError("r"))', 'raised', 'RangeError'],
    ['setTimeout(() => { throw new TypeError("t") })', 'raised', 'TypeError'],
    ['process.exit(0)', 'raised', 'ReferenceError'],
    ['await new Promise(() => {})', 'exited-early', 'Error'],
    ['for (;;);', 'timed-out', 'Timeout'],
    ['new Uint8Array(3e8)', 'out-of-memory', 'MemoryError'],
    ['const m = new Map(); for (let i = 0; ; i++) m.set(i, {})', 'out-of-memory', 'MemoryError'],
    ['for (;;) console.log("x".repeat(1000))', 'output-limit', 'OutputLimit'],
    ['(function f() { f() })()', 'raised', 'RangeError'],
  ])('%j ends as %s', async (code, outcome, type) => {
    const timeoutMs = outcome === 'timed-out' ? 400 : 30_000;
    expect(errorOf(await script(code, { limits: { ...limits, timeoutMs } }))).toMatchObject({
      outcome,
      type,
    });
  });

  it('may be modules with await at the top', async () => {
    expect((await script('export const a = await Promise.resolve(5);\nconsole.log(a)')).stdout).toBe('5\n');
    expect(errorOf(await script('await 1;\nthrow new Error("z")'))).toMatchObject({ message: 'z', line: 2 });
  });

  it('name a part of Node that is missing, when it was really asked for', async () => {
    for (const code of ['require("node:crypto")', 'import { createHash } from "node:crypto"'])
      expect(await script(code)).toMatchObject({ outcome: 'raised', missingModule: 'crypto' });
    for (const code of ['require("lodash")', 'throw new Error("Cannot find module \'crypto\'")'])
      expect(await script(code)).toMatchObject({ outcome: 'raised', missingModule: null });
  });

  it('keep output up to a cap of bytes without changing the outcome', async () => {
    const execution = await script('console.log("ä".repeat(3000)); console.error("y".repeat(3000))');
    expect(execution.outcome).toBe('finished');
    expect(execution.stdout).toBe('ä'.repeat(1000));
    expect(execution.stderr).toBe('y'.repeat(2000));
  });

  it('get the same random numbers each time, and UTC', async () => {
    const code = 'console.log(Math.random(), new Date(0).getTimezoneOffset())';
    const [first, second] = [await script(code), await script(code)];
    expect(first.stdout).toBe(second.stdout);
    expect(first.stdout).toMatch(/ 0\n$/);
  });

  it('run as cells in one scope, printing the last value', async () => {
    const execution = await script([
      'const x = 1; x',
      'console.log("a"); null.y',
      'x + 1',
      'undefined',
      'let q = 5',
    ]);
    expect(execution.cells).toEqual([
      { stdout: '1\n', raised: false },
      { stdout: 'a\n', raised: true },
      { stdout: '2\n', raised: false },
      { stdout: '', raised: false },
      { stdout: '', raised: false },
    ]);
    expect(errorOf(execution)).toMatchObject({ outcome: 'raised', type: 'TypeError' });
  });

  it('are refused by a sandbox of another language', async () => {
    const python = { language: 'python', code: 'print(1)', limits } as const;
    await expect(sandbox.run(python)).rejects.toMatchObject({ code: 'SANDBOX_FAULT' });
  });
});

describe('JavaScript tests apart from the candidate', () => {
  it.each([
    [
      'scalars',
      'const f = x => x',
      'assert(Object.is(f(-0), -0) && Number.isNaN(f(NaN)) && f(2n ** 70n) === 2n ** 70n && f(undefined) === undefined && f(null) === null)',
    ],
    [
      'containers',
      'const f = x => x',
      'const v = { a: [1, new Map([[{ k: 1 }, new Set([2])]])], b: new Date(5), c: /x/g, d: new Uint8Array([7]), __proto__: null };\nassert.deepEqual(f(v), v)',
    ],
    [
      'keys of any name',
      'const f = () => JSON.parse(\'{"__proto__": 1}\')',
      'assert(Object.hasOwn(f(), "__proto__") && f().toString() === "[object Object]")',
    ],
    [
      'generators',
      'function* f(n) { for (let i = 0; i < n; i++) yield i }',
      'assert.deepEqual([...f(3)], [0, 1, 2])',
    ],
    [
      'promises',
      'async function f(x) { await new Promise(r => setTimeout(r, 10)); if (x < 0) throw new RangeError("neg"); return { x } }',
      'assert.deepEqual(await f(1), { x: 1 });\nawait assert.rejects(() => f(-1), RangeError)',
    ],
    [
      'exceptions',
      'class Odd extends TypeError {}\nfunction f(x) { if (x) throw new Odd("no"); throw "text" }',
      'assert.throws(() => f(1), TypeError); assert.throws(() => f(1), /no/);\ntry { f(0); assert(false) } catch (e) { assert.equal(e, "text") }',
    ],
    [
      'changes to arguments',
      'function f(a, o, m) { a.sort(); a.push([9]); o.k = 1; delete o.z; m.set(1, 2) }',
      'const a = [3, 1], o = { z: 0 }, m = new Map();\nf(a, o, m);\nassert.deepStrictEqual([a, o, [...m]], [[1, 3, [9]], { k: 1 }, [[1, 2]]])',
    ],
    [
      'standard functions as arguments',
      'const f = (xs, g) => xs.map(x => g(x))',
      'assert.deepEqual(f(["1"], Number), [1])',
    ],
    [
      'closures',
      'function f() { let n = 0; return { inc() { return ++n } } }',
      'const c = f(); c.inc(); assert(c.inc() === 2)',
    ],
    [
      'exports of CommonJS',
      'module.exports = { f: x => x + 1 }',
      'const assert2 = require("node:assert/strict"); assert2.equal(f(1), 2)',
    ],
    ['exports of a module', 'export function f(x) { return x + 1 }', 'console.assert(f(1) === 2)'],
    ['other names of the program', 'const LIMIT = [1]; function f() {}', 'assert.deepEqual(LIMIT, [1])'],
  ])('carries %s', async (_what, code, tests) => {
    expect(errorOf(await tested(code, tests))).toEqual({ outcome: 'finished' });
  });

  it('reaches objects of the candidate through handles', async () => {
    const code = `
class Node {
  constructor(v, next = null) { this.v = v; this.next = next; }
  last() { return this.next ? this.next.last() : this; }
}
const f = values => values.reduceRight((next, v) => new Node(v, next), null);`;
    const tests = `
const head = f([1, 2]);
assert(head.v === 1 && head.last() === head.next && head instanceof Node && !(5 instanceof Node));
head.next.v = 7;
assert.deepEqual(head, { v: 1, next: { v: 7, next: null } });
assert.equal(JSON.stringify(new Node(5, head.next)), '{"v":5,"next":{"v":7,"next":null}}');`;
    expect(errorOf(await tested(code, tests))).toEqual({ outcome: 'finished' });
  });

  it.each([
    [
      'a failed assertion',
      'const f = () => 1',
      'let a;\nassert.equal(f(), 2)',
      { type: 'AssertionError', message: '1 != 2', line: 2, origin: 'tests' },
    ],
    [
      'console.assert',
      'const f = () => 1',
      'console.assert(f() === 2)',
      { type: 'AssertionError', origin: 'tests' },
    ],
    [
      'an error of the candidate',
      'function f() {\n  return null.x }',
      'f()',
      { type: 'TypeError', line: 2, origin: 'candidate' },
    ],
    ['a missing entry point', 'const g = 1', 'f()', { type: 'ReferenceError', origin: 'candidate' }],
    [
      'an argument that cannot travel',
      'const f = g => g(1)',
      'f(x => x)',
      { type: 'SandboxError', origin: 'sandbox' },
    ],
    ['tests that never end', 'const f = 1', 'await new Promise(() => {})', { origin: 'tests' }],
  ])('names %s', async (_what, code, tests, error) => {
    expect(errorOf(await tested(code, tests))).toMatchObject({ outcome: 'raised', ...error });
  });

  it('blames itself when the prelude fails, and lets its names win', async () => {
    const broken = await tested('const f = 1', 'f', ['f'], 'null.x');
    expect(errorOf(broken)).toMatchObject({ outcome: 'raised', origin: 'prelude' });
    const prelude = 'function same(a, b) { return a === b }\nfunction f() { return 4 }';
    const cheat = await tested(
      'function same() { return true }\nfunction f() { return 3 }',
      'assert(same(f(), 4))',
      ['f'],
      prelude,
    );
    expect(errorOf(cheat)).toMatchObject({ outcome: 'raised', type: 'AssertionError' });
  });
});

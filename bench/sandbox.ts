import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sandboxes } from '../sandbox/index.ts';
import type { Program, Sandbox, SandboxKind } from '../src/core/index.ts';
import { descendantsUsage } from './process-tree.ts';
import { limits, type References, referencesIn } from './reference-programs.ts';
import { lineOf, measures } from './targets.ts';
import { runUnprotected } from './unprotected-loop.ts';

const ROUNDS = 3;
const SERIES = 100;
const CALLS = 10_000;
const LEETCODE_ASSERTS = 100;
const RATE = 'programs per CPU-second';

/** Prints a figure beside its target. */
const tell = (subject: string, what: string, value: number, unit: string) =>
  console.log(lineOf({ subject, what, value, unit }));
const remark = (subject: string, text: string) => console.log(`sandbox ${subject.padEnd(8)}${text}`);
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Runs programs at once and tells what they cost; what did not end as expected is said aloud. */
const measure = async (sandbox: Sandbox, programs: readonly Program[], expected = 'finished') => {
  const before = descendantsUsage();
  const startedMs = performance.now();
  const executions = await Promise.all(programs.map(program => sandbox.run(program)));
  const wallMs = performance.now() - startedMs;
  const cpuMs = descendantsUsage().cpuMs - before.cpuMs;
  const wrong = executions.filter(({ outcome }) => outcome !== expected).length;
  if (wrong > 0) remark(sandbox.name, `WRONG: ${wrong} of ${programs.length} did not end as ${expected}`);
  return { cpuMs, wallMs };
};

const python = (code: string): Program => ({ language: 'python', code, limits });
const javascript = (code: string): Program => ({ language: 'javascript', code, limits });
const calling = (count: number): Program => ({
  ...python('def f(x): return x'),
  tests: { prelude: '', code: `for i in range(${count}): assert f(i) == i`, entryPoints: ['f'] },
});
const callingInJs = (count: number): Program => ({
  ...javascript('function f(x) { return x; }'),
  tests: { prelude: '', code: `for (let i = 0; i < ${count}; i++) assert(f(i) === i);`, entryPoints: ['f'] },
});
const solving = python(
  "from sympy import *\nx, y = symbols('x y')\nintegrate(x * sin(x) ** 2, x), solve([x**2 + y**2 - 25, x - y - 1], [x, y])",
);

/** What single things cost, in CPU time of the processes. */
const benchParts = async (
  sandbox: Sandbox,
  parts: readonly (readonly [what: string, program: Program, expected?: string])[],
) => {
  for (const [what, program, expected] of parts) {
    const programs = Array.from({ length: SERIES }, () => program);
    tell(sandbox.name, what, (await measure(sandbox, programs, expected)).cpuMs / SERIES, 'ms CPU');
  }
};

const pythonParts = (name: string): Parameters<typeof benchParts>[1] => [
  [name === 'wasm' ? 'empty script, with its reset' : 'empty script', python('pass')],
  ['program with one call', calling(1)],
  [`program with ${LEETCODE_ASSERTS} asserts`, calling(LEETCODE_ASSERTS)],
  [
    name === 'wasm' ? 'script that leaves, with a new isolate' : 'script that leaves',
    python('import os; os._exit(0)'),
    'exited-early',
  ],
];
const jsParts: Parameters<typeof benchParts>[1] = [
  ['empty script', javascript('0')],
  ['program with one call', callingInJs(1)],
  [`program with ${LEETCODE_ASSERTS} asserts`, callingInJs(LEETCODE_ASSERTS)],
];

const benchCalls = async (sandbox: Sandbox, program: Program) => {
  const { cpuMs } = await measure(sandbox, [program]);
  tell(sandbox.name, measures.perCall, cpuMs / CALLS, 'ms CPU');
};

/** In turn with a loop that has no walls, so that both meet the same machine. */
const benchReferences = async (sandbox: Sandbox, { title, programs, texts }: References) => {
  const rates: number[] = [];
  const ratios: number[] = [];
  const loops: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const loop = runUnprotected(texts);
    const rate = (programs.length * 1000) / (await measure(sandbox, programs)).cpuMs;
    rates.push(rate);
    if (loop === null) continue;
    loops.push(loop.passed / loop.cpuS);
    ratios.push(rate / (loop.passed / loop.cpuS));
  }
  tell(sandbox.name, `${title} references`, median(rates), RATE);
  if (ratios.length === 0) return remark(sandbox.name, 'no loop without walls: there is no python3');
  tell('(none)', `${title}, a process each, no walls`, median(loops), RATE);
  tell(sandbox.name, `${title}, times the loop without walls`, median(ratios), '×');
};

const benchScaling = async (kind: SandboxKind, folder: string, { programs }: References) => {
  const wall = async (workers: number) => {
    const sandbox = await kind.open({ workers, cacheDirectory: folder });
    await measure(sandbox, programs.slice(0, 50));
    const { wallMs } = await measure(sandbox, programs);
    await sandbox.close();
    return wallMs;
  };
  tell(kind.name, measures.scaling, (await wall(1)) / (await wall(2)), '×');
};

/** Programs that import sympy: the first makes the image where there is one to make. */
const benchSympy = async (sandbox: Sandbox) => {
  const startedMs = performance.now();
  const { missingModule } = await sandbox.run({ ...solving, limits: { ...limits, timeoutMs: 60_000 } });
  if (missingModule !== null) return remark(sandbox.name, `sympy is not there: ${missingModule} is missing`);
  tell(sandbox.name, 'first program with sympy', performance.now() - startedMs, 'ms');
  await benchParts(sandbox, [
    ['empty script beside sympy', python('pass # sympy')],
    ['integrate and solve with sympy', solving],
  ]);
  tell(sandbox.name, 'memory of a worker with sympy', descendantsUsage().memoryMb, 'MiB');
};

const benchKind = async (kind: SandboxKind, references: readonly References[]) => {
  const state = await kind.check();
  if (!state.available) return remark(kind.name, `left out: ${state.reason}; ${state.hint}`);
  remark(kind.name, state.detail);
  const folder = mkdtempSync(join(tmpdir(), 'eurus-bench-'));
  const openTimed = async (what: string) => {
    const startedMs = performance.now();
    const sandbox = await kind.open({ workers: 1, cacheDirectory: folder });
    tell(kind.name, what, performance.now() - startedMs, 'ms');
    return sandbox;
  };
  try {
    await (await openTimed('start of a pool, nothing cached')).close();
    const sandbox = await openTimed(measures.start);
    if (kind.language === 'javascript') {
      await benchParts(sandbox, jsParts);
      await benchCalls(sandbox, callingInJs(CALLS));
      tell(kind.name, measures.memory, descendantsUsage().memoryMb, 'MiB');
    } else {
      for (const set of references) await benchReferences(sandbox, set);
      await benchParts(sandbox, pythonParts(kind.name));
      await benchCalls(sandbox, calling(CALLS));
      tell(kind.name, measures.memory, descendantsUsage().memoryMb, 'MiB');
      await benchSympy(sandbox);
    }
    await sandbox.close();
    const mbpp = references.find(({ title }) => title === 'MBPP');
    if (kind.language !== 'javascript' && mbpp !== undefined) await benchScaling(kind, folder, mbpp);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Every sandbox that works here: each figure beside its target, and why it falls short where it does. */
export const benchSandbox = async (dataDirectory: string): Promise<void> => {
  const references = referencesIn(dataDirectory);
  for (const kind of sandboxes) await benchKind(kind, references);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const beside = fileURLToPath(new URL('../../shared/data/benchmarks', import.meta.url));
  await benchSandbox(process.argv[2] ?? process.env.EURUS_DATA_DIR ?? beside);
}

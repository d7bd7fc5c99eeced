import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sandboxes } from '../sandbox/index.ts';
import type { Program, Sandbox, SandboxKind } from '../src/core/index.ts';
import { descendantsUsage } from './process-tree.ts';
import { limits, type References, referencesIn } from './reference-programs.ts';
import { runUnprotected } from './unprotected-loop.ts';

const ROUNDS = 3;
const SERIES = 100;
const CALLS = 10_000;
const LEETCODE_ASSERTS = 100;

const line = (subject: string, what: string, value: string) =>
  console.log(`${`sandbox ${subject}`.padEnd(16)}${what.padEnd(48)}${value}`);
const perProgram = (cpuMs: number, count: number) => `${(cpuMs / count).toFixed(2)} ms CPU`;
const rate = (count: number, cpuMs: number) =>
  cpuMs > 0 ? `${(count / (cpuMs / 1000)).toFixed(0)} programs per CPU-second` : 'no CPU time known';

/** Runs programs at once and tells what they cost, and how many did not end as expected. */
const measure = async (sandbox: Sandbox, programs: readonly Program[], expected: string) => {
  const before = descendantsUsage();
  const startedMs = performance.now();
  const executions = await Promise.all(programs.map(program => sandbox.run(program)));
  const wallMs = performance.now() - startedMs;
  const cpuMs = descendantsUsage().cpuMs - before.cpuMs;
  const wrong = executions.filter(({ outcome }) => outcome !== expected).length;
  return { cpuMs, wallMs, wrong };
};

const script = (code: string): Program => ({ language: 'python', code, limits });
const calling = (count: number): Program => ({
  ...script('def f(x): return x'),
  tests: { prelude: '', code: `for i in range(${count}): assert f(i) == i`, entryPoints: ['f'] },
});

const openTimed = async (kind: SandboxKind, workers: number, cacheDirectory: string) => {
  const startedMs = performance.now();
  const sandbox = await kind.open({ workers, cacheDirectory });
  return { sandbox, wallMs: performance.now() - startedMs };
};

const benchReferences = async (sandbox: Sandbox, { title, programs }: References) => {
  const { cpuMs, wallMs, wrong } = await measure(sandbox, programs, 'finished');
  const speed = `${rate(programs.length, cpuMs)}, ${(programs.length / (wallMs / 1000)).toFixed(0)} per second`;
  const what = `${title} references, ${sandbox.workers === 1 ? '1 worker' : `${sandbox.workers} workers`}`;
  line(sandbox.name, what, `${speed}, ${wrong} of ${programs.length} not finished`);
};

const benchParts = async (sandbox: Sandbox) => {
  const series = (program: Program) => Array.from({ length: SERIES }, () => program);
  const parts: readonly (readonly [string, Program, string])[] = [
    ['empty script', script('pass'), 'finished'],
    ['program with one call', calling(1), 'finished'],
    [`program with ${LEETCODE_ASSERTS} asserts`, calling(LEETCODE_ASSERTS), 'finished'],
    ['script that leaves', script('import os; os._exit(0)'), 'exited-early'],
  ];
  for (const [what, program, expected] of parts) {
    const { cpuMs, wrong } = await measure(sandbox, series(program), expected);
    line(sandbox.name, what, `${perProgram(cpuMs, SERIES)}${wrong > 0 ? `, ${wrong} ended otherwise` : ''}`);
  }
  const many = await measure(sandbox, [calling(CALLS)], 'finished');
  line(
    sandbox.name,
    'call across interpreters',
    `${(many.cpuMs / CALLS).toFixed(3)} ms CPU, ${(many.wallMs / CALLS).toFixed(3)} ms wall`,
  );
};

const benchKind = async (kind: SandboxKind, references: readonly References[]) => {
  const state = await kind.check();
  if (!state.available) return line(kind.name, 'left out', `${state.reason}; ${state.hint}`);
  line(kind.name, state.detail, '');
  const folder = mkdtempSync(join(tmpdir(), 'eurus-bench-'));
  try {
    for (const what of ['pool start, nothing cached', 'pool start']) {
      const { sandbox, wallMs } = await openTimed(kind, 1, folder);
      line(kind.name, what, `${wallMs.toFixed(0)} ms`);
      await sandbox.close();
    }
    const { sandbox } = await openTimed(kind, 1, folder);
    for (let round = 0; round < ROUNDS; round++)
      for (const set of references) {
        benchLoop(set);
        await benchReferences(sandbox, set);
      }
    await benchParts(sandbox);
    line(kind.name, 'memory of a worker', `${descendantsUsage().memoryMb.toFixed(0)} MiB`);
    await sandbox.close();
    const two = await openTimed(kind, 2, folder);
    for (const set of references) await benchReferences(two.sandbox, set);
    await two.sandbox.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const benchLoop = ({ title, texts }: References) => {
  const result = runUnprotected(texts);
  if (result === null) return line('(none)', `${title} references`, 'left out: no python3');
  const failed = texts.length - result.passed;
  const value = `${rate(texts.length, result.cpuS * 1000)}, ${failed} of ${texts.length} not finished`;
  line('(none)', `${title} references, a process each, no walls`, value);
};

/**
 * Every sandbox for Python that works here: start, programs per CPU-second on reference solutions, in turn with a loop
 * that has no walls, costs of parts, memory, two workers.
 */
export const benchSandbox = async (dataDirectory: string): Promise<void> => {
  const references = referencesIn(dataDirectory);
  for (const kind of sandboxes)
    if ((kind.language ?? 'python') === 'python') await benchKind(kind, references);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const beside = fileURLToPath(new URL('../../shared/data/benchmarks', import.meta.url));
  await benchSandbox(process.argv[2] ?? process.env.EURUS_DATA_DIR ?? beside);
}

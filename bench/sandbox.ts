import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { findSandbox } from '../sandbox/index.ts';
import type { Program, Sandbox } from '../src/core/index.ts';

const CLOCK_TICK_MS = 10;
const ROUNDS = 3;
const SERIES = 100;
const CALLS = 1000;
const limits = { timeoutMs: 20_000, memoryMb: 512, maxOutputBytes: 65_536 };

type Usage = { readonly cpuMs: number; readonly residentMb: number };

/** CPU time and memory of this process's children, from /proc; zero where there is no /proc. */
const childrenUsage = (): Usage => {
  let cpuMs = 0;
  let residentMb = 0;
  const names = existsSync('/proc/self/stat') ? readdirSync('/proc').filter(name => /^\d+$/.test(name)) : [];
  for (const name of names) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      if (Number(fields[1]) !== process.pid) continue;
      cpuMs += (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS;
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      residentMb += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
    } catch {
      // The process has just ended.
    }
  }
  return { cpuMs, residentMb };
};

/** Runs programs at once and tells what they cost; every one must end as expected. */
const measure = async (sandbox: Sandbox, programs: readonly Program[], expected: string) => {
  const before = childrenUsage();
  const startedMs = performance.now();
  const executions = await Promise.all(programs.map(program => sandbox.run(program)));
  const wallMs = performance.now() - startedMs;
  const cpuMs = childrenUsage().cpuMs - before.cpuMs;
  const wrong = executions.filter(({ outcome }) => outcome !== expected).length;
  return { cpuMs, wallMs, wrong };
};

const line = (what: string, value: string) => console.log(`${`sandbox wasm  ${what}`.padEnd(54)}${value}`);
const perProgram = (cpuMs: number, count: number) => `${(cpuMs / count).toFixed(2)} ms CPU`;
const script = (code: string): Program => ({ language: 'python', code, limits });
const calling = (count: number): Program => ({
  ...script('def f(x): return x'),
  tests: { prelude: '', code: `for i in range(${count}): assert f(i) == i`, entryPoints: ['f'] },
});

type Row = Readonly<Record<'prompt' | 'canonical_solution' | 'test' | 'entry_point', string>>;
const referencePrograms = (file: string): Program[] =>
  gunzipSync(readFileSync(file))
    .toString()
    .trim()
    .split('\n')
    .map(text => JSON.parse(text) as Row)
    .map(row => ({
      ...script(row.prompt + row.canonical_solution),
      tests: {
        prelude: `${row.prompt}    pass\n`,
        code: `${row.test}\ncheck(${row.entry_point})`,
        entryPoints: [row.entry_point],
      },
    }));

const benchStart = async (cacheDirectory: string, workers: number) => {
  const wasm = findSandbox('wasm');
  if (wasm === undefined) throw new Error('there is no wasm sandbox');
  const startedMs = performance.now();
  const sandbox = await wasm.open({ workers, cacheDirectory });
  return { sandbox, wallMs: performance.now() - startedMs };
};

const benchPrograms = async (sandbox: Sandbox, dataDirectory: string) => {
  const file = join(dataDirectory, 'humaneval', 'HumanEval.jsonl.gz');
  if (!existsSync(file)) return line('HumanEval', `no ${file}; give the data directory as argument`);
  const programs = referencePrograms(file);
  for (let round = 1; round <= ROUNDS; round++) {
    const { cpuMs, wallMs, wrong } = await measure(sandbox, programs, 'finished');
    const rate =
      cpuMs > 0 ? `${(programs.length / (cpuMs / 1000)).toFixed(0)} programs per CPU-second, ` : '';
    const speed = `${rate}${(programs.length / (wallMs / 1000)).toFixed(0)} per second`;
    line(`HumanEval references, round ${round}`, `${speed}, ${wrong} not finished`);
  }
};

const benchParts = async (sandbox: Sandbox) => {
  const series = (program: Program) => Array.from({ length: SERIES }, () => program);
  const plain = await measure(sandbox, series(script('pass')), 'finished');
  line('empty script (with one reset)', perProgram(plain.cpuMs, SERIES));
  const tested = await measure(sandbox, series(calling(1)), 'finished');
  line('empty tested program (with two resets)', perProgram(tested.cpuMs, SERIES));
  const many = await measure(sandbox, [calling(CALLS * 10)], 'finished');
  line('call across interpreters', perProgram(many.cpuMs, CALLS * 10));
  const leaving = await measure(sandbox, series(script('import os; os._exit(0)')), 'exited-early');
  line('replacement of an interpreter', perProgram(leaving.cpuMs - plain.cpuMs, SERIES));
};

/** Boot, reset and call cost, programs per CPU-second on HumanEval's reference solutions, scaling, memory. */
export const benchSandbox = async (dataDirectory: string): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'eurus-bench-'));
  try {
    const cold = await benchStart(folder, 1);
    line('pool start, no image yet', `${cold.wallMs.toFixed(0)} ms`);
    await cold.sandbox.close();
    const { sandbox, wallMs } = await benchStart(folder, 1);
    line('pool start, image cached', `${wallMs.toFixed(0)} ms`);
    await benchPrograms(sandbox, dataDirectory);
    await benchParts(sandbox);
    line('memory of a worker', `${childrenUsage().residentMb.toFixed(0)} MiB resident`);
    await sandbox.close();
    const two = await benchStart(folder, 2);
    line('two workers', '');
    await benchPrograms(two.sandbox, dataDirectory);
    await two.sandbox.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const beside = fileURLToPath(new URL('../../shared/data/benchmarks', import.meta.url));
  await benchSandbox(process.argv[2] ?? process.env.EURUS_DATA_DIR ?? beside);
}

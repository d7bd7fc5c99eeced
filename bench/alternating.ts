import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxes } from '../sandbox/index.ts';
import type { SandboxKind } from '../src/core/index.ts';
import { alternate, attackTexts, controls } from '../test/sandbox/alternate.ts';
import { descendantsOf, until } from '../test/sandbox/processes.ts';
import { descendantsUsage } from './process-tree.ts';

const PROGRAMS = 1000;
const WORKERS = 2;
/** Programs at the ends, after which all workers are there again. */
const CALM = 50;
const MB = 1024 * 1024;

const residentMb = () => process.memoryUsage.rss() / MB;
const files = () => readdirSync(tmpdir());
const more = (after: number, before: number) => `${after < before ? '' : '+'}${(after - before).toFixed(0)}`;

/** 1,000 hostile and benign programs in turn in one pool: wrong verdicts, and what is left behind. */
const benchKind = async (kind: SandboxKind) => {
  const subject = `alternating ${kind.name}`.padEnd(20);
  const state = await kind.check();
  if (!state.available) return console.log(`${subject}left out: ${state.reason}`);
  const language = kind.language ?? 'python';
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'eurus-bench-'));
  try {
    // The worker that showed that this kind works may still be ending.
    await until(() => descendantsOf(process.pid).length === 0, 5000);
    const before = { processes: descendantsOf(process.pid).length, files: files(), residentMb: residentMb() };
    const sandbox = await kind.open({ workers: WORKERS, cacheDirectory });
    const workersMb = async () => {
      await Promise.all(Array.from({ length: CALM }, () => sandbox.run(controls(language).right)));
      return descendantsUsage().memoryMb;
    };
    // Every attack once: the workers have what they keep by then (compiled code, memory that V8 holds, a second zygote).
    await alternate(sandbox, language, 2 * attackTexts(language, false).length, false);
    const workersBeforeMb = await workersMb();
    const startedMs = performance.now();
    const mistakes = await alternate(sandbox, language, PROGRAMS, false);
    const seconds = (performance.now() - startedMs) / 1000;
    const workersAfterMb = await workersMb();
    await sandbox.close();
    for (const { what, execution } of mistakes)
      console.log(`${subject}wrong: ${what}: ${execution.outcome} ${execution.error?.message ?? ''}`);
    // Others on this machine may have made some meanwhile, so they are named.
    const newFiles = files().filter(name => !before.files.includes(name));
    const left = [
      `${descendantsOf(process.pid).length - before.processes} processes`,
      `${newFiles.length} files${newFiles.length === 0 ? '' : ` (${newFiles.join(' ')})`}`,
      `harness ${more(residentMb(), before.residentMb)} MiB`,
      `workers ${more(workersAfterMb, workersBeforeMb)} MiB of ${workersBeforeMb.toFixed(0)}`,
    ];
    console.log(
      `${subject}${PROGRAMS} programs in ${seconds.toFixed(0)} s, ${mistakes.length} wrong verdicts (target 0); left: ${left.join(', ')}`,
    );
  } finally {
    rmSync(cacheDirectory, { recursive: true, force: true });
  }
};

/** Every kind of sandbox that works here. */
export const benchAlternating = async (): Promise<void> => {
  for (const kind of sandboxes) await benchKind(kind);
};

if (import.meta.main) await benchAlternating();

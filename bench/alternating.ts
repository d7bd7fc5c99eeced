import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSandbox } from '../sandbox/index.ts';
import { alternate, attackTexts } from '../test/sandbox/alternate.ts';
import { childrenOf } from '../test/sandbox/processes.ts';

const PROGRAMS = 1000;
const WORKERS = 2;
const MB = 1024 * 1024;

/** 1,000 hostile and benign programs in turn in one pool: wrong verdicts, and what is left behind. */
export const benchAlternating = async (): Promise<void> => {
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'eurus-bench-'));
  const children = childrenOf(process.pid).length;
  const files = readdirSync(tmpdir()).length;
  const residentMb = process.memoryUsage.rss() / MB;
  try {
    const sandbox = await findSandbox('wasm')?.open({ workers: WORKERS, cacheDirectory });
    if (sandbox === undefined) throw new Error('there is no wasm sandbox');
    const startedMs = performance.now();
    const mistakes = await alternate(sandbox, attackTexts(false), PROGRAMS);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
    for (const { what, execution } of mistakes)
      console.log(`wrong  ${what}: ${execution.outcome} ${execution.error?.message ?? ''}`);
    await sandbox.close();
    const left = [
      `${childrenOf(process.pid).length - children} processes`,
      `${readdirSync(tmpdir()).length - files} files`,
      `${(process.memoryUsage.rss() / MB - residentMb).toFixed(0)} MiB more in this process`,
    ];
    console.log(
      `${PROGRAMS} programs in ${seconds} s: ${mistakes.length} wrong verdicts; ${left.join(', ')}`,
    );
  } finally {
    rmSync(cacheDirectory, { recursive: true, force: true });
  }
};

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { completionsPath } from '../src/run/layout.ts';
import { taskOfWritten, type WrittenRun, writeRun } from '../test/support/written-run.ts';

const server = fileURLToPath(new URL('view-server.ts', import.meta.url));

/** 200,000 verdicts and 1 GB of completions: one task, 50,000 samples with four trials each. */
const big: Omit<WrittenRun, 'directory'> = { samples: 50_000, trials: 4, characters: 4700 };

/** What the page asks its server for, from the first request on: how long each answer takes, and the server's memory. */
export const benchView = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'eurus-bench-'));
  try {
    await writeRun({ ...big, directory: join(folder, 'big') });
    const bytes = statSync(completionsPath(join(folder, 'big'), taskOfWritten)).size;
    console.log(`view          200,000 verdicts, ${(bytes / 1e9).toFixed(2)} GB of completions`);
    await measureServer(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const measureServer = async (folder: string): Promise<void> => {
  const startedMs = performance.now();
  const child = spawn(process.execPath, [server, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await firstLine(child);
    say('start of the server', performance.now() - startedMs);
    const ask = async (what: string, path: string): Promise<unknown> => {
      const askedMs = performance.now();
      const response = await fetch(new URL(path, url));
      const value: unknown = await response.json();
      say(what, performance.now() - askedMs);
      if (response.status !== 200) throw new Error(`${path}: ${JSON.stringify(value)}`);
      return value;
    };
    const rows = (more: object): string =>
      `api/rows?q=${encodeURIComponent(JSON.stringify({ run: 'big', task: taskOfWritten, grader: 'exact', ...more }))}`;
    const sample = (id: string): string => `api/sample?run=big&task=${taskOfWritten}&id=${id}`;
    await ask('api/runs', 'api/runs');
    await ask('api/run', 'api/run?run=big');
    await ask('first rows', rows({}));
    await ask('a sample at the end of the file, while it is being read', sample('s49999'));
    while (isPartial(await (await fetch(new URL(rows({ limit: 1 }), url))).json())) await sleep(250);
    say('everything read', performance.now() - startedMs);
    await ask('a sample', sample('s31000'));
    await ask('another sample', sample('s7'));
    await ask('rows, filtered and sorted by tokens', rows({ verdicts: ['incorrect'], sort: byTokens }));
    await ask('the same, next page', rows({ verdicts: ['incorrect'], sort: byTokens, offset: 100 }));
    await ask('rows, searched', rows({ search: '"61371"' }));
    await ask('completions, searched', rows({ text: 'trial 3. 90 minutes' }));
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const [now, peak] = ['VmRSS', 'VmHWM'].map(name =>
      Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]),
    );
    console.log(
      `view            memory of the server: ${Math.round((now ?? 0) / 1024)} MB, ${Math.round((peak ?? 0) / 1024)} MB at most`,
    );
  } finally {
    child.kill();
  }
};

const byTokens = { by: 'tokens', descending: true };

const isPartial = (page: unknown): boolean => typeof page === 'object' && page !== null && 'indexed' in page;

const say = (what: string, ms: number): void =>
  console.log(`view            ${what.padEnd(58)} ${ms.toFixed(0).padStart(6)} ms`);

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    child.stdout?.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`the server ended with ${code}`)));
  });

/**
 * Asks a server and prints what that took, as JSON: `http-client.ts run|bare URL CONCURRENCY|auto REQUESTS`. With `run`
 * several servers may share the requests: `URL,URL`.
 * `run` is the pipeline with its files and a grader that takes no time; `bare` the same requests through the network
 * client in the plainest loop.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import { keepHeapSmall } from '../src/cli/small-heap.ts';
import { createBackend } from '../src/model/index.ts';
import { maxWindow, run } from '../src/run/index.ts';
import { fakeBenchmark, fakeTask, runOptions } from '../test/run/fake-parts.ts';

export type Asked = {
  readonly requests: number;
  /** Requests a second over all, and between the first fifth and the last twentieth. */
  readonly rate: number;
  readonly laterRate: number;
  /** Processor time of this process for one request, in milliseconds. */
  readonly cpuMs: number;
  /** Most memory, and the resident memory at a fifth and at the end, in MiB. */
  readonly peakMb: number;
  readonly earlyMb: number;
  readonly lateMb: number;
  readonly window: number | null;
};

const [mode, url = '', width = '', count = ''] = process.argv.slice(2);
const requests = Number(count);

const residentMb = (): number => process.memoryUsage.rss() / 2 ** 20;
const begin = { atMs: 0, cpu: process.cpuUsage() };
const seen = {
  early: { atMs: 0, done: 0, mb: 0 },
  late: { atMs: 0, done: 0 },
  window: null as number | null,
};

const note = (done: number): void => {
  if (seen.early.done === 0 && done >= requests / 5)
    seen.early = { atMs: performance.now(), done, mb: residentMb() };
  if (seen.late.done === 0 && done >= requests * 0.95) seen.late = { atMs: performance.now(), done };
};

const start = (): void => {
  begin.atMs = performance.now();
  begin.cpu = process.cpuUsage();
};

const viaRun = async (): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), 'eurus-bench-'));
  const concurrency = width === 'auto' ? width : Number(width);
  const backend = createBackend({
    ...(url.includes(',')
      ? { baseUrl: null, replicas: url.split(',').map(one => ({ url: one, weight: 1 })) }
      : { baseUrl: url }),
    ...{ model: 'vllm/bench', api: null, apiKeyEnv: null, env: {}, stream: false },
    ...{ chatTemplate: null, timeoutMs: 60_000, maxRetries: 12 },
    concurrency: concurrency === 'auto' ? maxWindow() : concurrency,
  });
  const tasks = [fakeTask(fakeBenchmark('b', requests))];
  try {
    start();
    await run({
      ...runOptions(directory, { tasks, backend }),
      concurrency,
      onProgress: progress => {
        note(progress.generated);
        seen.window = progress.window ?? null;
      },
    });
  } finally {
    await backend.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

const viaLoop = async (): Promise<void> => {
  const connections = Number(width);
  const agent = new Agent({ connections, pipelining: 1 });
  const body = JSON.stringify({ model: 'bench', messages: [{ role: 'user', content: 'question 1' }] });
  const { origin, pathname } = new URL(`${url}/chat/completions`);
  let [sent, done] = [0, 0];
  const worker = async (): Promise<void> => {
    while (sent < requests) {
      sent += 1;
      const headers = { 'content-type': 'application/json' };
      const response = await agent.request({ origin, path: pathname, method: 'POST', headers, body });
      await response.body.json();
      note(++done);
    }
  };
  start();
  await Promise.all(Array.from({ length: connections }, worker));
  await agent.close();
};

keepHeapSmall();
await (mode === 'bare' ? viaLoop() : viaRun());
const tookMs = performance.now() - begin.atMs;
const { user, system } = process.cpuUsage(begin.cpu);
const asked: Asked = {
  requests,
  rate: (requests / tookMs) * 1000,
  laterRate: ((seen.late.done - seen.early.done) / (seen.late.atMs - seen.early.atMs)) * 1000,
  cpuMs: (user + system) / 1000 / requests,
  peakMb: process.resourceUsage().maxRSS / 1024,
  earlyMb: seen.early.mb,
  lateMb: residentMb(),
  window: seen.window,
};
console.log(JSON.stringify(asked));

import { describe, expect, it } from 'vitest';
import { run } from '../../src/run/index.ts';
import {
  type FakeSandbox,
  fakeBackend,
  fakeBenchmark,
  fakeSandbox,
  fakeTask,
  freshDirectory,
  generated,
  rightText,
  runOptions,
} from './fakes.ts';
import { completionsFile, keysOf, records, verdictsFile } from './files.ts';

describe('the first wish to stop', () => {
  it('starts nothing new, finishes and judges what is under way, and says it was interrupted', async () => {
    const drain = new AbortController();
    const backend = fakeBackend(async request => {
      if (backend.asked.length === 6) drain.abort();
      await new Promise(resolve => setImmediate(resolve));
      return generated(rightText(request));
    });
    const options = runOptions(await freshDirectory(), { backend, drain: drain.signal });
    const result = await run(options);
    const asked = backend.asked.length;
    expect(asked).toBeLessThanOrEqual(9);
    expect(result).toMatchObject({ planned: 20, completed: asked, missing: 20 - asked, interrupted: true });
    expect(result.summary.cells[0]).toMatchObject({ missing: 20 - asked, counts: { correct: asked } });
    const verdicts = await records(options.directory, verdictsFile);
    expect(keysOf(verdicts)).toEqual([...backend.asked].sort());
    const { drain: _, ...again } = options;
    expect(await run(again)).toMatchObject({ completed: 20, unscored: 0, interrupted: false });
    expect(new Set(backend.asked).size).toBe(backend.asked.length);
  });

  it('is no interruption when everything is done by then', async () => {
    const drain = new AbortController();
    const backend = fakeBackend(request => {
      if (backend.asked.length === 20) drain.abort();
      return generated(rightText(request));
    });
    const options = { backend, drain: drain.signal, concurrency: 1 };
    expect(await run(runOptions(await freshDirectory(), options))).toMatchObject({
      interrupted: false,
      unscored: 0,
    });
  });

  it.each(['drain', 'abort'] as const)('opens no sandbox when the wish (%s) came before', async wish => {
    const stop = new AbortController();
    stop.abort();
    const tasks = [fakeTask(fakeBenchmark('b', 6), ['runs'])];
    let opened = 0;
    const openSandbox = async () => {
      opened += 1;
      return fakeSandbox();
    };
    const options = runOptions(await freshDirectory(), { tasks, openSandbox, [wish]: stop.signal });
    expect(await run(options)).toMatchObject({ interrupted: true, completed: 0 });
    expect(opened).toBe(0);
  });

  it('leaves completions of earlier commands for later', async () => {
    const drain = new AbortController();
    drain.abort();
    const options = runOptions(await freshDirectory());
    await run(options);
    const tasks = [fakeTask(fakeBenchmark('b', 20), ['contains'])];
    const stopped = await run({ ...options, tasks, drain: drain.signal });
    expect(stopped).toMatchObject({ interrupted: true, completed: 20, unscored: 20 });
    expect(await run({ ...options, tasks })).toMatchObject({ interrupted: false, unscored: 0 });
  });
});

describe('the second wish to stop', () => {
  it('drops requests under way and keeps what is done', async () => {
    const drain = new AbortController();
    const abort = new AbortController();
    const backend = fakeBackend((request, signal) => {
      if (backend.asked.length <= 5) return generated(rightText(request));
      drain.abort();
      setImmediate(() => abort.abort());
      return new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      });
    });
    const signals = { drain: drain.signal, abort: abort.signal };
    const options = runOptions(await freshDirectory(), { backend, ...signals });
    const result = await run(options);
    expect(result).toMatchObject({ interrupted: true, completed: 5 });
    const completions = await records(options.directory, completionsFile);
    expect(completions.every(({ error }) => error === null)).toBe(true);
    const { drain: _, abort: __, ...again } = options;
    expect(await run({ ...again, backend: fakeBackend() })).toMatchObject({ completed: 20, unscored: 0 });
  });

  it('waits no longer for a sandbox that is starting, and closes it when it is there', async () => {
    const abort = new AbortController();
    const started = Promise.withResolvers<FakeSandbox>();
    const sandbox = fakeSandbox();
    const tasks = [fakeTask(fakeBenchmark('b', 6), ['runs'])];
    const openSandbox = () => {
      setImmediate(() => abort.abort());
      return started.promise;
    };
    const options = { tasks, openSandbox, abort: abort.signal };
    expect(await run(runOptions(await freshDirectory(), options))).toMatchObject({
      interrupted: true,
      completed: 0,
    });
    expect(sandbox.closed).toBe(0);
    started.resolve(sandbox);
    await new Promise(resolve => setImmediate(resolve));
    expect([sandbox.closed, sandbox.ran]).toEqual([1, 0]);
  });

  it('closes the sandbox and takes no verdict from programs that this cut short', async () => {
    const abort = new AbortController();
    let cut: (error: Error) => void = () => {};
    const sandbox = fakeSandbox(
      () =>
        new Promise((_, reject) => {
          cut = reject;
          abort.abort();
        }),
    );
    const close = sandbox.close;
    sandbox.close = async () => {
      cut(new Error('the sandbox was closed'));
      await close();
    };
    const tasks = [fakeTask(fakeBenchmark('b', 6), ['runs'])];
    const openSandbox = async () => sandbox;
    const options = runOptions(await freshDirectory(), {
      tasks,
      openSandbox,
      abort: abort.signal,
      scoreConcurrency: 1,
    });
    expect(await run(options)).toMatchObject({ interrupted: true });
    expect(sandbox.closed).toBe(1);
    expect(await records(options.directory, 'verdicts', 'b.cot.runs.jsonl')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { type Generated, type GenerateRequest, userTurn } from '../../src/core/index.ts';
import { type Progress, run } from '../../src/run/index.ts';
import {
  fakeBackend,
  fakeBenchmark,
  fakeSandbox,
  fakeTask,
  freshDirectory,
  generated,
  greedyProtocol,
  noSandbox,
  rightText,
  runOptions,
} from './fakes.ts';
import { completionsFile, json, keysOf, records, verdictsFile } from './files.ts';

const wrongFor =
  (...ids: readonly string[]) =>
  (request: GenerateRequest): Generated =>
    generated(ids.includes(request.id) ? 'something else' : rightText(request));

describe('run', () => {
  it('asks every sample once and keeps completions, verdicts, manifest and summary', async () => {
    const options = runOptions(await freshDirectory(), { backend: fakeBackend(wrongFor('s3', 's4')) });
    const result = await run(options);
    const { directory } = options;
    const completions = await records(directory, completionsFile);
    const verdicts = await records(directory, verdictsFile);
    expect(completions).toHaveLength(20);
    expect(keysOf(verdicts)).toEqual(keysOf(completions));
    expect(completions.find(({ id }) => id === 's3')).toEqual({
      key: 'b.cot/s3/0',
      benchmark: 'b',
      protocol: 'cot',
      id: 's3',
      trial: 0,
      prompt_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      request_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      text: 'something else',
      reasoning: null,
      finish_reason: 'stop',
      usage: { input_tokens: 10, output_tokens: 5, reasoning_tokens: null },
      latency_ms: 2,
      model: 'fake-1',
      error: null,
    });
    expect(verdicts.find(({ id }) => id === 's3')).toMatchObject({
      key: 'b.cot/s3/0',
      grader: 'exact',
      verdict: 'incorrect',
      reason: 'expected answer 3',
      extracted: 'something else',
      outcome: null,
    });
    expect(result).toMatchObject({ planned: 20, completed: 20, unscored: 0, interrupted: false, directory });
    expect(result.warnings).toEqual([]);
    const [cell] = result.summary.cells;
    expect(cell?.metrics['pass@1']).toMatchObject({ value: 0.9, samples: 20, trials: 1 });
    expect(cell?.tokens).toEqual({
      ...{ input: 200, output: 100, reasoning: null },
      mean: { input: 10, output: 5, reasoning: null },
      max: { input: 10, output: 5, reasoning: null },
      unreported: { input: 0, output: 0, reasoning: 20 },
    });
    expect(await json(directory, 'summary.json')).toEqual(JSON.parse(JSON.stringify(result.summary)));
    expect(await json(directory, 'run.json')).toMatchObject({
      eurus_eval: '0.0.0-test',
      identity: { backend: 'fake', model: 'fake-model', endpoint: 'http://127.0.0.1:1/v1', seed: null },
      benchmarks: { 'b.cot': { version: 1, generation: { max_tokens: 64 }, prefill: null } },
      selection: { 'b.cot': { trials: 1, limit: null, ids: null, graders: ['exact'] } },
      environment: { sandbox: null },
    });
  });

  it('keeps at most the given number of requests under way, over all tasks together', async () => {
    let now = 0;
    let most = 0;
    const backend = fakeBackend(async request => {
      now += 1;
      most = Math.max(most, now);
      await new Promise(resolve => setImmediate(resolve));
      now -= 1;
      return generated(rightText(request));
    });
    const tasks = [fakeTask(fakeBenchmark('a', 10)), fakeTask(fakeBenchmark('b', 10))];
    await run(runOptions(await freshDirectory(), { tasks, backend, concurrency: 7 }));
    expect(most).toBe(7);
    expect(new Set(backend.asked).size).toBe(20);
  });

  it('asks several trials of a sample one after another and gives each its seed', async () => {
    const backend = fakeBackend(request => generated(request.trial === 1 ? 'no' : rightText(request)));
    const tasks = [fakeTask(fakeBenchmark('b', 2))];
    const selection = { trials: 3, limit: null, ids: null };
    const options = { tasks, selection, backend, seed: 7, concurrency: 1, ks: [1, 2, 5] };
    const { summary } = await run(runOptions(await freshDirectory(), options));
    expect(backend.asked).toEqual([0, 1].flatMap(s => [0, 1, 2].map(trial => `b.cot/s${s}/${trial}`)));
    expect(backend.requests.map(({ seed }) => seed)).toEqual([7, 8, 9, 7, 8, 9]);
    expect(summary.cells[0]?.metrics['pass@1']).toMatchObject({ value: 2 / 3, samples: 2, trials: 3 });
    expect(summary.cells[0]?.metrics['pass@2']?.value).toBe(1);
    expect(summary.cells[0]?.metrics['pass@5']).toBeUndefined();
  });

  it('judges by several graders, headline first', async () => {
    const backend = fakeBackend(request => generated(`The ${rightText(request)}`));
    const tasks = [fakeTask(fakeBenchmark('b', 3), ['exact', 'contains'])];
    let last: Progress | undefined;
    const options = runOptions(await freshDirectory(), { tasks, backend, onProgress: now => (last = now) });
    const { summary } = await run(options);
    const scores = summary.cells.map(({ grader, metrics }) => [grader, metrics['pass@1']?.value]);
    expect(scores).toEqual([
      ['contains', 1],
      ['exact', 0],
    ]);
    expect(last).toMatchObject({ planned: 3, generated: 3, scored: 3, correct: 0, inFlight: 0 });
    expect(await records(options.directory, 'verdicts', 'b.cot.contains.jsonl')).toHaveLength(3);
  });

  it('groups and averages over the macro dimension of the benchmark', async () => {
    const tasks = [fakeTask(fakeBenchmark('b', 3, { macro: 'half' }))];
    const backend = fakeBackend(wrongFor('s1'));
    const { summary } = await run(runOptions(await freshDirectory(), { tasks, backend }));
    expect(summary.cells[0]?.metrics.macro?.value).toBe(0.5);
    expect(summary.cells[0]?.groups.half?.odd?.metrics['pass@1']?.value).toBe(0);
  });

  it('gives no macro when the command is about some of the groups only', async () => {
    const tasks = [fakeTask(fakeBenchmark('b', 4, { macro: 'half' }))];
    const selection = { trials: 1, limit: { from: 0, to: 1 }, ids: null };
    const { summary } = await run(runOptions(await freshDirectory(), { tasks, selection }));
    expect(Object.keys(summary.cells[0]?.metrics ?? {})).toEqual(['pass@1']);
  });

  it('opens the sandbox once, before the first request, and closes it', async () => {
    const sandbox = fakeSandbox();
    let requestsAtOpening = -1;
    const backend = fakeBackend();
    const tasks = [fakeTask(fakeBenchmark('b', 6), ['runs'])];
    const openSandbox = async () => {
      requestsAtOpening = backend.asked.length;
      sandbox.opened += 1;
      return sandbox;
    };
    const options = runOptions(await freshDirectory(), { tasks, backend, openSandbox });
    const { summary } = await run(options);
    expect([sandbox.opened, sandbox.closed, sandbox.ran, requestsAtOpening]).toEqual([1, 1, 6, 0]);
    expect(summary.cells[0]?.metrics['pass@1']?.value).toBe(1);
    expect(await json(options.directory, 'run.json')).toMatchObject({
      environment: { sandbox: { name: 'wasm', python: '3.0.0', slowdown: 1 } },
    });
    await run(options);
    expect(sandbox.opened).toBe(1);
  });

  it('ends before the first request when a sandbox is needed and there is none', async () => {
    const backend = fakeBackend();
    const tasks = [fakeTask(fakeBenchmark('b', 3), ['runs'])];
    const options = runOptions(await freshDirectory(), { tasks, backend, openSandbox: noSandbox });
    await expect(run(options)).rejects.toMatchObject({ code: 'SANDBOX_MISSING' });
    expect(backend.asked).toEqual([]);
  });

  it('sends the no-prefill form where the server cannot continue an answer, and says so', async () => {
    const prefilled = { ...greedyProtocol, prompt: () => userTurn('write', '```python') };
    const benchmark = fakeBenchmark('b', 1, { protocols: { cot: prefilled } });
    const tasks = [fakeTask(benchmark)];
    const without = fakeBackend(undefined, { prefill: 'none' });
    const first = runOptions(await freshDirectory(), { tasks, backend: without });
    const { warnings } = await run(first);
    expect(without.requests[0]?.prompt).toEqual(userTurn('write'));
    expect(warnings).toEqual([expect.stringContaining('b.cot: the server cannot continue a started answer')]);
    expect(await json(first.directory, 'run.json')).toMatchObject({
      benchmarks: { 'b.cot': { prefill: 'none' } },
    });
    const honoured = fakeBackend(() => generated('\nanswer = 0\n'), { prefill: 'continue_final_message' });
    const second = runOptions(await freshDirectory(), { tasks, backend: honoured });
    expect((await run(second)).warnings).toEqual([]);
    expect(honoured.requests[0]?.prompt).toEqual(userTurn('write', '```python'));
  });

  it('keeps what recorded answers say of their prompt, and warns of nothing', async () => {
    const prefilled = { ...greedyProtocol, prompt: () => userTurn('write', '```python') };
    const tasks = [fakeTask(fakeBenchmark('b', 1, { protocols: { cot: prefilled } }))];
    const recorded = { prefill: '```python', form: 'continuation' as const, promptSha256: 'ab12' };
    const backend = fakeBackend(request => generated(rightText(request), recorded), {
      api: 'replay',
      prefill: 'none',
    });
    const options = runOptions(await freshDirectory(), { tasks, backend });
    expect((await run(options)).warnings).toEqual([]);
    const [kept] = await records(options.directory, completionsFile);
    expect(kept).toMatchObject({ prefill: '```python', form: 'continuation', prompt_sha256: 'ab12' });
    expect((await run(options)).completed).toBe(1);
    expect(backend.asked).toHaveLength(1);
  });

  it("puts the user's system message first, before the protocol's own", async () => {
    const own = {
      ...greedyProtocol,
      prompt: () => ({
        kind: 'chat' as const,
        messages: [
          { role: 'system' as const, content: 'own' },
          { role: 'user' as const, content: 'ask' },
        ],
      }),
    };
    const benchmark = fakeBenchmark('b', 1, { protocols: { cot: greedyProtocol, own } });
    const backend = fakeBackend();
    const tasks = [fakeTask(benchmark), fakeTask(benchmark, ['exact'], 'own')];
    await run(runOptions(await freshDirectory(), { tasks, backend, system: 'mine', concurrency: 1 }));
    expect(backend.requests.map(({ prompt }) => prompt)).toEqual([
      {
        kind: 'chat',
        messages: [
          { role: 'system', content: 'mine' },
          { role: 'user', content: 'question 0' },
        ],
      },
      {
        kind: 'chat',
        messages: [
          { role: 'system', content: 'mine\n\nown' },
          { role: 'user', content: 'ask' },
        ],
      },
    ]);
  });

  it('overrides sampling settings and leaves the others as the protocol has them', async () => {
    const backend = fakeBackend();
    await run(
      runOptions(await freshDirectory(), { backend, overrides: { temperature: 0.7, stop: ['END'] } }),
    );
    expect(backend.requests[0]?.generation).toEqual({
      maxTokens: 64,
      temperature: 0.7,
      topP: 1,
      stop: ['END'],
    });
  });

  it('warns when more than one answer in a hundred was cut off', async () => {
    const backend = fakeBackend(request => generated(rightText(request), { finishReason: 'length' }));
    const { warnings, summary } = await run(runOptions(await freshDirectory(), { backend }));
    expect(warnings).toEqual([
      'b.cot: 20 of 20 answers (100.0 %) were cut off by the token limit; a run with a larger --max-tokens gives them room',
    ]);
    expect(summary.cells[0]?.counts.truncated).toBe(20);
  });

  it('keeps scoring from falling behind: finished answers wait for room', async () => {
    let judging = 0;
    let furthestAhead = 0;
    const backend = fakeBackend(request => {
      furthestAhead = Math.max(furthestAhead, backend.asked.length - judging);
      return generated(rightText(request));
    });
    const sandbox = fakeSandbox(async (): Promise<'finished'> => {
      judging += 1;
      await new Promise(resolve => setTimeout(resolve, 2));
      return 'finished';
    });
    const tasks = [fakeTask(fakeBenchmark('b', 60), ['runs'])];
    const openSandbox = async () => sandbox;
    const options = { tasks, backend, openSandbox, concurrency: 4, scoreConcurrency: 2 };
    await run(runOptions(await freshDirectory(), options));
    // 4 asked, 4 waiting for room, 4 in the queue, 2 being judged
    expect(furthestAhead).toBeLessThanOrEqual(14);
    expect(sandbox.ran).toBe(60);
  });

  it('writes text with line breaks, lone surrogates and separators as one line that reads back', async () => {
    const text = 'a\nb\r\n\u2028\u0000\ud800 "quoted" é😀';
    const options = runOptions(await freshDirectory(), {
      tasks: [fakeTask(fakeBenchmark('b', 1))],
      backend: fakeBackend(() => generated(text)),
    });
    await run(options);
    const [completion] = await records(options.directory, completionsFile);
    expect(completion?.text).toBe(text);
    expect((await run(options)).completed).toBe(1);
  });
});

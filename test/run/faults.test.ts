import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { correct, type ErrorCode, EurusError, type Grader, unscored } from '../../src/core/index.ts';
import { run } from '../../src/run/index.ts';
import {
  exact,
  fakeBackend,
  fakeBenchmark,
  fakeSandbox,
  fakeTask,
  freshDirectory,
  generated,
  gradedBy,
  type greedyProtocol,
  rightText,
  runOptions,
} from './fakes.ts';
import { completionsFile, records, verdictsFile } from './files.ts';

const failing = (code: ErrorCode, which: (id: string) => boolean) =>
  fakeBackend(request => {
    if (which(request.id)) throw new EurusError(code, `${code} for ${request.id}`);
    return generated(rightText(request));
  });

describe('a request that fails for good', () => {
  it('is unscored with its cause and stops no other', async () => {
    const backend = failing('ENDPOINT_FAILED', id => id === 's0' || id === 's7');
    const options = runOptions(await freshDirectory(), { backend });
    const result = await run(options);
    expect(result).toMatchObject({ planned: 20, completed: 20, unscored: 2, interrupted: false });
    expect(result.summary.cells[0]).toMatchObject({
      metrics: { 'pass@1': { value: 1, samples: 18 } },
      counts: { correct: 18, unscored: 2 },
    });
    expect(result.warnings).toEqual([
      '2 requests failed for good (ENDPOINT_FAILED), for example: ENDPOINT_FAILED for s0',
    ]);
    const [failed] = (await records(options.directory, completionsFile)).filter(({ id }) => id === 's7');
    expect(failed).toMatchObject({
      text: '',
      error: { code: 'ENDPOINT_FAILED', message: 'ENDPOINT_FAILED for s7' },
    });
    const [verdict] = (await records(options.directory, verdictsFile)).filter(({ id }) => id === 's7');
    expect(verdict).toMatchObject({
      verdict: 'unscored',
      reason: 'the request failed: ENDPOINT_FAILED: ENDPOINT_FAILED for s7',
      extracted: null,
    });
  });

  it.each(['ENDPOINT_UNAUTHORIZED', 'ENDPOINT_UNREACHABLE'] as const)(
    'ends the run when it is %s from the start',
    async code => {
      const backend = failing(code, () => true);
      const options = runOptions(await freshDirectory(), { backend });
      await expect(run(options)).rejects.toMatchObject({ code });
      expect(backend.asked.length).toBeLessThanOrEqual(4);
      expect(await records(options.directory, completionsFile)).toEqual([]);
      expect((await run({ ...options, backend: fakeBackend() })).completed).toBe(20);
    },
  );

  it('is one sample when the endpoint goes away after a success', async () => {
    const backend = failing('ENDPOINT_UNREACHABLE', id => id === 's5');
    const options = { backend, concurrency: 1 };
    expect(await run(runOptions(await freshDirectory(), options))).toMatchObject({
      unscored: 1,
      completed: 20,
    });
  });

  it('ends the run when the endpoint refuses everything', async () => {
    const backend = failing('ENDPOINT_REFUSED', () => true);
    const options = runOptions(await freshDirectory(), { backend, concurrency: 1 });
    await expect(run(options)).rejects.toMatchObject({ code: 'ENDPOINT_REFUSED' });
    expect(backend.asked).toHaveLength(8);
  });

  it('is one sample when the endpoint refuses only that', async () => {
    const backend = failing('ENDPOINT_REFUSED', id => Number(id.slice(1)) > 0 && Number(id.slice(1)) < 15);
    const options = { backend, concurrency: 1 };
    expect(await run(runOptions(await freshDirectory(), options))).toMatchObject({
      unscored: 14,
      completed: 20,
    });
  });

  it('is still only those samples when the run goes on and meets nothing else', async () => {
    const backend = failing('ENDPOINT_REFUSED', id => Number(id.slice(1)) > 0 && Number(id.slice(1)) < 15);
    const options = runOptions(await freshDirectory(), { backend, concurrency: 1 });
    await run(options);
    expect(await run(options)).toMatchObject({ unscored: 14, completed: 20 });
  });

  it('ends the run whenever the backend cannot honour a prompt', async () => {
    const backend = failing('BACKEND_CANNOT', id => id === 's5');
    const options = runOptions(await freshDirectory(), { backend, concurrency: 1 });
    await expect(run(options)).rejects.toMatchObject({ code: 'BACKEND_CANNOT' });
  });

  it('shows before anything is written when the backend cannot prepare the first prompt', async () => {
    const cannot = () => {
      throw new EurusError('BACKEND_CANNOT', 'no raw text in a chat');
    };
    const backend = fakeBackend(undefined, { prepare: cannot });
    const options = runOptions(await freshDirectory(), { backend });
    await expect(run(options)).rejects.toMatchObject({ code: 'BACKEND_CANNOT' });
    await expect(rm(options.directory, { recursive: true })).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('shows what the server said as text that cannot act on a terminal', async () => {
    const backend = fakeBackend(request => {
      if (request.id === 's3') throw new EurusError('ENDPOINT_FAILED', `<html>\u001b[2J\n${'x'.repeat(500)}`);
      return generated(rightText(request));
    });
    const { warnings } = await run(runOptions(await freshDirectory(), { backend }));
    expect(warnings).toEqual([
      `1 request failed for good (ENDPOINT_FAILED), for example: <html> ${'x'.repeat(192)}…`,
    ]);
  });

  it('is one sample when the backend itself has a bug', async () => {
    const backend = fakeBackend(request => {
      if (request.id === 's1') throw new TypeError('undefined is not\na function');
      return generated(rightText(request));
    });
    const options = runOptions(await freshDirectory(), { backend });
    expect(await run(options)).toMatchObject({ unscored: 1 });
    const [failed] = (await records(options.directory, completionsFile)).filter(({ error }) => error);
    expect(failed?.error).toEqual({ code: 'UNEXPECTED', message: 'undefined is not a function' });
  });
});

describe('a fault of ours while judging', () => {
  const judgedBy = (graders: typeof greedyProtocol.graders, grader: string) =>
    fakeTask(fakeBenchmark('b', 4, { protocols: gradedBy(graders) }), [grader]);

  it('is unscored when the extractor throws', async () => {
    const broken = {
      ...exact,
      extract: () => {
        throw new Error('cannot extract');
      },
    };
    const options = runOptions(await freshDirectory(), { tasks: [judgedBy({ broken }, 'broken')] });
    expect(await run(options)).toMatchObject({ unscored: 4, completed: 4 });
    const [verdict] = await records(options.directory, 'verdicts', 'b.cot.broken.jsonl');
    expect(verdict).toMatchObject({
      verdict: 'unscored',
      reason: 'the grader failed: cannot extract',
      extracted: null,
    });
  });

  it('is unscored when the sandbox fails', async () => {
    const sandbox = fakeSandbox(() => {
      throw new EurusError('SANDBOX_FAULT', 'the worker went away');
    });
    const tasks = [fakeTask(fakeBenchmark('b', 4), ['runs'])];
    const options = runOptions(await freshDirectory(), { tasks, openSandbox: async () => sandbox });
    const { unscored, warnings } = await run({ ...options, concurrency: 1 });
    expect(unscored).toBe(4);
    expect(warnings).toEqual([
      'b.cot by runs: 4 answers could not be judged, for example s0: SANDBOX_FAULT: the worker went away',
    ]);
    const [verdict] = await records(options.directory, 'verdicts', 'b.cot.runs.jsonl');
    expect(verdict?.reason).toBe('SANDBOX_FAULT: the worker went away');
    expect(sandbox.closed).toBe(1);
  });

  it('counts apart the answers that need a module the sandbox lacks', async () => {
    const needy: Grader = {
      ...exact,
      score: ({ sample: { id } }) => {
        if (id === 's3') return correct('equal');
        const module = id === 's0' ? 'sympy' : 'numpy';
        return { ...unscored(`it needs ${module}`), missing: { module, sandbox: 'wasm' } };
      },
    };
    const options = runOptions(await freshDirectory(), { tasks: [judgedBy({ needy }, 'needy')] });
    const { warnings } = await run({ ...options, concurrency: 1 });
    expect(warnings).toEqual([
      'b.cot by needy: 1 answer needs the module sympy, which the wasm sandbox lacks',
      'b.cot by needy: 2 answers need the module numpy, which the wasm sandbox lacks',
    ]);
  });

  it('ends the run when a grader that said nothing of code finds no sandbox', async () => {
    const surprise = {
      ...exact,
      score: async (...[, execute]: Parameters<typeof exact.score>) => {
        const limits = { timeoutMs: 1, memoryMb: 1, maxOutputBytes: 1 };
        await execute({ language: 'python', code: '', limits });
        return { verdict: 'correct', reason: '', outcome: null } as const;
      },
    };
    const options = runOptions(await freshDirectory(), { tasks: [judgedBy({ surprise }, 'surprise')] });
    await expect(run(options)).rejects.toMatchObject({ code: 'SANDBOX_MISSING' });
  });

  it('does not keep more than 64 Ki characters of what was extracted', async () => {
    const backend = fakeBackend(() => generated('x'.repeat(200_000)));
    const options = runOptions(await freshDirectory(), { backend, tasks: [fakeTask(fakeBenchmark('b', 1))] });
    await run(options);
    const [verdict] = await records(options.directory, verdictsFile);
    expect(String(verdict?.extracted)).toMatch(/^x{65536}… \(134464 more characters\)$/);
    const [completion] = await records(options.directory, completionsFile);
    expect(String(completion?.text)).toHaveLength(200_000);
  });
});

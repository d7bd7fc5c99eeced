import { describe, expect, it } from 'vitest';
import { type Backend, EurusError, type GenerateRequest, type Price } from '../../src/core/index.ts';
import { run } from '../../src/run/index.ts';
import {
  fakeBackend,
  fakeBenchmark,
  fakeTask,
  freshDirectory,
  generated,
  gradedBy,
  isCounting,
  isStarted,
  picky,
  rightRest,
  rightText,
  runOptions,
  start,
  startedSamples,
  startedTasks,
} from './fakes.ts';
import { json, records } from './files.ts';

const [tasks, samples] = [startedTasks, startedSamples];

/** A token costs a dollar, and an answer a token. */
const price: Price = { input: 1e6, output: 1e6, cachedInput: null, reasoning: null, currency: 'USD' };
const oneToken = { usage: { inputTokens: 0, outputTokens: 1, reasoningTokens: null } };

const backendOf = (
  honours: boolean | ((request: GenerateRequest) => boolean),
  more: Partial<Backend> = {},
): ReturnType<typeof fakeBackend> =>
  fakeBackend(
    request => {
      const goesOn = isStarted(request) && (typeof honours === 'boolean' ? honours : honours(request));
      if (isCounting(request)) return generated(goesOn ? ', 13, 14' : '1, 2, 3', oneToken);
      return goesOn
        ? generated(`${rightRest(request)}\`\`\``, { prefill: start, ...oneToken })
        : generated(`Here it is:\n${start}${rightRest(request)}\`\`\``, {
            ...(isStarted(request) ? { prefill: start } : {}),
            ...oneToken,
          });
    },
    { prefill: 'continue_final_message', otherPrefills: [], ...more },
  );

describe('a budget over the first answers of a started task', () => {
  it('is not waited for by answers that are held back', async () => {
    const backend = backendOf(true);
    const options = runOptions(await freshDirectory(), {
      tasks,
      backend,
      price,
      maxCost: 100,
      concurrency: 4,
    });
    const result = await run(options);
    expect(result).toMatchObject({ completed: samples, missing: 0 });
    expect(backend.requests).toHaveLength(samples);
  });

  it('counts each answer once, also those that are not kept', async () => {
    const backend = backendOf(false);
    const options = runOptions(await freshDirectory(), { tasks, backend, price, maxCost: 8, concurrency: 4 });
    const result = await run(options);
    // Four answers and the counting question were paid for before it was clear that the start is not honoured.
    expect(result.budget).toMatchObject({ end: 'spent', spent: { amount: 8 } });
    expect(backend.requests).toHaveLength(8);
    expect(result.completed).toBe(3);
    expect(await records(options.directory, 'completions', 'b.code.jsonl')).toHaveLength(3);
  });

  it('gives leave back for those that fail', async () => {
    let failures = 3;
    const backend = backendOf(() => {
      failures -= 1;
      if (failures >= 0) throw new EurusError('ENDPOINT_FAILED', 'status 500');
      return true;
    });
    const options = runOptions(await freshDirectory(), {
      tasks,
      backend,
      price,
      maxCost: 12,
      concurrency: 4,
    });
    expect(await run(options)).toMatchObject({ completed: samples, missing: 0 });
  });
});

describe('an answer of another run that cannot be judged here', () => {
  it('is asked for again with --retry-unscored, and not taken a second time', async () => {
    const protocols = gradedBy({ exact: picky() });
    const plain = [fakeTask(fakeBenchmark('b', 4, { protocols }))];
    let odd = 'odd';
    const backend = fakeBackend(request => generated(request.id === 's2' ? odd : rightText(request)));
    const first = runOptions(await freshDirectory(), { tasks: plain, backend });
    await run(first);
    const second = { ...first, directory: await freshDirectory(), reuse: [first.directory] };
    expect(await run(second)).toMatchObject({ completed: 4, unscored: 1 });
    expect(backend.asked).toHaveLength(4);
    odd = 'answer 2';
    expect(await run({ ...second, retry: 'unscored' })).toMatchObject({ completed: 4, unscored: 0 });
    expect(backend.asked.slice(4)).toEqual(['b.cot/s2/0']);
  });
});

describe('a started task of which some answers are there and nothing was found', () => {
  const first8 = { trials: 1, limit: { from: 0, to: 8 }, ids: null };
  it('reads later answers without the start where the server does not go on from it', async () => {
    const honours = runOptions(await freshDirectory(), {
      tasks,
      backend: backendOf(true),
      selection: first8,
    });
    await run(honours);
    const backend = backendOf(false);
    const options = runOptions(await freshDirectory(), { tasks, backend, reuse: [honours.directory] });
    const { warnings } = await run(options);
    const kept = await records(options.directory, 'completions', 'b.code.jsonl');
    expect(kept.filter(({ prefill }) => prefill === start).map(one => one.reused_from)).toEqual(
      Array(8).fill(expect.any(String)),
    );
    expect(kept.filter(({ prefill }) => prefill === undefined)).toHaveLength(4);
    expect(warnings).toEqual([
      'b.code: 4 of 4 answers began anew although their start was asked for; the server does not go on from it, and they were read without the start',
    ]);
    // Four answers, and one question.
    expect(backend.requests).toHaveLength(5);
    expect(await run(options)).toMatchObject({ completed: samples, missing: 0 });
    expect(backend.requests).toHaveLength(5);
  });
});

it('a second Ctrl-C while the server is asked to count leaves nothing found', async () => {
  const stop = new AbortController();
  const ignoring = backendOf(false);
  const backend: typeof ignoring = {
    ...ignoring,
    generate: async (request, context) => {
      if (!isCounting(request)) return ignoring.generate(request, context);
      stop.abort();
      throw new EurusError('INTERRUPTED', 'The request was stopped');
    },
  };
  const options = runOptions(await freshDirectory(), { tasks, backend });
  expect(await run({ ...options, abort: stop.signal })).toMatchObject({ interrupted: true });
  const manifest = await json(options.directory, 'run.json');
  expect(JSON.stringify(manifest)).not.toContain('prefill_found');
});

import { describe, expect, it } from 'vitest';
import {
  type Backend,
  EurusError,
  type Generated,
  type GenerateRequest,
  type PrefillFinding,
  type PrefillWay,
  type Uptake,
} from '../../src/core/index.ts';
import { run } from '../../src/run/index.ts';
import { findingOf } from '../../src/run/prefill/finding.ts';
import {
  fakeBackend,
  freshDirectory,
  generated,
  isCounting,
  isStarted,
  rightRest,
  runOptions,
  start,
  startedSamples,
  startedTasks,
} from './fakes.ts';
import { json, records } from './files.ts';

const [tasks, samples] = [startedTasks, startedSamples];

type Kind = 'continues' | 'echoes' | 'fence' | 'prose';

/** What a server of a kind says, to samples and to the counting question. */
const say = (kind: Kind, request: GenerateRequest): Generated => {
  const counts = isCounting(request);
  const rest = counts ? ', 13, 14, 15' : `${rightRest(request)}\`\`\``;
  const given = request.prompt.kind === 'chat' ? (request.prompt.prefill ?? '') : '';
  const fresh = counts ? '1, 2, 3' : `${start}${rightRest(request)}\`\`\``;
  if (given === '' || kind === 'fence') return generated(fresh);
  if (kind === 'prose') return generated(`Here is what you asked for:\n${fresh}`);
  return kind === 'continues' ? generated(rest, { prefill: given }) : generated(given + rest);
};

const backendOf = (answer: (request: GenerateRequest) => Generated, more: Partial<Backend> = {}) =>
  fakeBackend(answer, { prefill: 'continue_final_message', otherPrefills: ['assistant-message'], ...more });

const refused = () => {
  throw new EurusError('ENDPOINT_REFUSED', 'refused (HTTP 400)');
};

describe('the first answers of a task that is started for the model', () => {
  it.each([
    ['continues', 'continue_final_message', 'continued', samples, start],
    ['echoes', 'continue_final_message', 'echoed', samples + 1, undefined],
    ['fence', 'none', 'restarted', samples + 6, undefined],
    ['prose', 'none', 'ignored', samples + 6, undefined],
  ] as const)('show that a server %s: %s, %s', async (kind, way, found, requests, prefill) => {
    const backend = backendOf(request => say(kind, request));
    const options = runOptions(await freshDirectory(), { tasks, backend });
    const { summary, warnings, notes } = await run(options);
    const [cell] = summary.cells;
    expect(cell?.metrics['pass@1']?.value).toBe(1);
    expect(cell?.start).toBe(way === 'none' ? 'not-continued' : undefined);
    expect(warnings).toHaveLength(way === 'none' ? 1 : 0);
    expect(notes).toHaveLength(way === 'none' ? 0 : 1);
    expect(backend.requests).toHaveLength(requests);
    expect(await json(options.directory, 'run.json')).toMatchObject({
      benchmarks: { 'b.code': { prefill: way, prefill_found: found } },
    });
    const kept = await records(options.directory, 'completions', 'b.code.jsonl');
    expect(kept).toHaveLength(samples);
    for (const one of kept) expect(one.prefill).toBe(prefill);
    // Only answers of the form that the manifest names are kept.
    expect(new Set(kept.map(one => one.prompt_sha256)).size).toBe(samples);
    const again = await run({ ...options, ...{ selection: { trials: 2, limit: null, ids: null } } });
    expect(again.summary.cells[0]?.metrics['pass@1']?.value).toBe(1);
    expect(again.summary.cells[0]?.start).toBe(cell?.start);
    // Nothing is asked about again.
    expect(backend.requests).toHaveLength(requests + samples);
  });

  it('are kept where the server refuses the first way and goes on in the other', async () => {
    const backend = backendOf(request => {
      const way = request.prefillWay ?? 'continue_final_message';
      return isStarted(request) && way === 'continue_final_message' ? refused() : say('continues', request);
    });
    const options = runOptions(await freshDirectory(), { tasks, backend });
    const { summary, warnings } = await run(options);
    expect(summary.cells[0]?.metrics['pass@1']?.value).toBe(1);
    expect(warnings).toEqual([]);
    expect(await json(options.directory, 'run.json')).toMatchObject({
      benchmarks: {
        'b.code': {
          prefill: 'assistant-message',
          prefill_found: 'continued',
          prefill_tried: ['continue_final_message', 'assistant-message'],
        },
      },
    });
    expect(backend.requests.slice(4).every(request => request.prefillWay === 'assistant-message')).toBe(true);
  });

  it('are asked for in the other way where a tiny question shows that it works', async () => {
    const backend = backendOf(request =>
      say(request.prefillWay === 'assistant-message' ? 'continues' : 'fence', request),
    );
    const options = runOptions(await freshDirectory(), { tasks, backend });
    const { summary } = await run(options);
    expect(summary.cells[0]).toMatchObject({ metrics: { 'pass@1': { value: 1 } } });
    expect(summary.cells[0]?.start).toBeUndefined();
    expect(await json(options.directory, 'run.json')).toMatchObject({
      benchmarks: { 'b.code': { prefill: 'assistant-message', prefill_found: 'continued' } },
    });
  });

  it('are asked for without their start where the server refuses it in every way', async () => {
    const backend = backendOf(request => (isStarted(request) ? refused() : say('continues', request)));
    const options = runOptions(await freshDirectory(), { tasks, backend });
    const { summary, warnings, unscored } = await run(options);
    expect(unscored).toBe(0);
    expect(summary.cells[0]).toMatchObject({ metrics: { 'pass@1': { value: 1 } }, start: 'not-continued' });
    expect(warnings).toEqual([
      'b.code: the server refuses a started answer, so it was asked without its start',
    ]);
    expect(backend.requests).toHaveLength(8 + samples);
  });

  it('say nothing of the start where the server refuses everything', async () => {
    const backend = backendOf(refused);
    const options = runOptions(await freshDirectory(), { tasks, backend });
    await expect(run(options)).rejects.toMatchObject({ code: 'ENDPOINT_REFUSED' });
    const manifest = await json(options.directory, 'run.json');
    expect(JSON.stringify(manifest)).not.toContain('prefill_found');
  });

  it('end the run at once where no request can succeed', async () => {
    const backend = backendOf(() => {
      throw new EurusError('ENDPOINT_UNAUTHORIZED', 'no key');
    });
    const options = runOptions(await freshDirectory(), { tasks, backend });
    await expect(run(options)).rejects.toMatchObject({ code: 'ENDPOINT_UNAUTHORIZED' });
    expect(backend.requests.length).toBeLessThanOrEqual(4);
  });

  it('count once with --max-errors when they fail, though they are asked again', async () => {
    const failing = (count: number, ids: readonly string[]) => ({
      tasks,
      maxErrors: { count },
      backend: backendOf(request => {
        if (ids.includes(request.id)) throw new EurusError('ENDPOINT_FAILED', 'status 500');
        return say('continues', request);
      }),
    });
    const goesOn = runOptions(await freshDirectory(), failing(3, ['s1', 's2']));
    expect(await run(goesOn)).toMatchObject({ completed: samples, unscored: 2 });
    const ends = runOptions(await freshDirectory(), failing(2, ['s1', 's2']));
    await expect(run(ends)).rejects.toMatchObject({
      code: 'ENDPOINT_FAILED',
      message: expect.stringMatching(/^Stopped by --max-errors 2: 2 of \d+ requests failed for good/),
    });
  });

  it('are believed against a model that opens blocks of its own, when it counts on', async () => {
    const backend = backendOf(request => say(isCounting(request) ? 'continues' : 'fence', request));
    const options = runOptions(await freshDirectory(), { tasks, backend });
    const { warnings } = await run(options);
    expect(warnings).toEqual([expect.stringContaining('12 of 12 answers began anew although')]);
    expect(await json(options.directory, 'run.json')).toMatchObject({
      benchmarks: { 'b.code': { prefill: 'continue_final_message', prefill_found: 'continued' } },
    });
  });

  it('do not bind a command that asks in yet another way', async () => {
    const directory = await freshDirectory();
    await run(
      runOptions(directory, {
        tasks,
        backend: backendOf(request => say('fence', request), { otherPrefills: [] }),
      }),
    );
    const other = backendOf(request => say('fence', request), { prefill: 'assistant-message' });
    await expect(run(runOptions(directory, { tasks, backend: other }))).rejects.toMatchObject({
      code: 'RUN_MISMATCH',
    });
    const without = backendOf(request => say('fence', request), { prefill: 'none' });
    expect((await run(runOptions(directory, { tasks, backend: without }))).completed).toBe(samples);
    expect(without.requests).toEqual([]);
  });
});

describe('a server that is started again with another template', () => {
  it('is noticed: later answers that begin anew are counted, and read without the start', async () => {
    let asked = 0;
    const backend = backendOf(request => {
      asked += 1;
      return say(asked <= 6 ? 'continues' : 'fence', request);
    });
    const answer = backend.generate;
    const honest: Backend = {
      ...backend,
      // As a backend does that knows no better than that the start was asked for.
      generate: async (request, context) => ({
        ...(await answer(request, context)),
        prefill: isStarted(request) && !isCounting(request) ? start : null,
      }),
    };
    const options = runOptions(await freshDirectory(), { tasks, backend: honest, concurrency: 1 });
    const { summary, warnings } = await run(options);
    expect(summary.cells[0]?.metrics['pass@1']?.value).toBe(1);
    expect(warnings).toEqual([
      'b.code: 6 of 12 answers began anew although the server was found to continue a started answer; it does so no more, and they were read without the start',
    ]);
    const kept = await records(options.directory, 'completions', 'b.code.jsonl');
    expect(kept.filter(({ prefill }) => prefill === undefined)).toHaveLength(6);
  });
});

describe('answers and counting together', () => {
  const c = 'continued';
  const cases: readonly (readonly [readonly Uptake[], Parameters<typeof findingOf>[1], PrefillFinding])[] = [
    [[c, c, c, 'fence'], 'unclear', 'continued'],
    [[c, 'fence', 'fence', 'fence'], 'unclear', 'continued'],
    [[c, 'fence', 'fence', 'fence'], 'anew', 'restarted'],
    [[c, c, c, 'fence'], 'anew', 'continued'],
    [['fence', 'prose', 'prose', 'prose'], 'anew', 'ignored'],
    [['definition', 'fence'], 'unclear', 'restarted'],
    [['repeated', 'repeated'], 'echoed', 'echoed'],
    [['repeated', 'repeated'], 'unclear', 'echoed'],
    [['repeated', 'repeated'], 'anew', 'restarted'],
    [['repeated', 'fence'], 'echoed', 'restarted'],
    [['unclear', 'unclear'], 'unclear', 'unclear'],
    [['unclear', 'unclear'], 'continued', 'continued'],
    [['unclear', 'unclear'], 'echoed', 'echoed'],
    [['unclear', 'unclear'], 'anew', 'ignored'],
  ];
  it.each(cases)('%j, counting %s: %s', (uptakes, counting, finding) => {
    expect(findingOf(uptakes, counting)).toBe(finding);
  });
});

describe('ways', () => {
  it.each(['none', 'text'] satisfies PrefillWay[])('are not looked at where the way is %s', async prefill => {
    const backend = backendOf(request => say('continues', request), { prefill });
    await run(runOptions(await freshDirectory(), { tasks, backend }));
    expect(backend.requests).toHaveLength(samples);
  });
});

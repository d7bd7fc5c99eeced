import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EurusError, userTurn } from '../../src/core/index.ts';
import { type Progress, planRun, type RunOptions, run } from '../../src/run/index.ts';
import {
  fakeBackend,
  fakeBenchmark,
  fakeTask,
  freshDirectory,
  generated,
  greedyProtocol,
  rightText,
  runOptions,
} from './fakes.ts';
import { completionsFile, json, keysOf, records } from './files.ts';

/** A run of 20 samples, `s3` failed, and options of another run that may reuse it. */
const finished = async (more: Partial<RunOptions> = {}) => {
  const backend = fakeBackend(request => {
    if (request.id === 's3') throw new EurusError('ENDPOINT_FAILED', 'status 500');
    return generated(rightText(request), { model: `first ${request.trial}` });
  });
  const first = runOptions(await freshDirectory(), { backend, ...more });
  await run(first);
  const notices: string[] = [];
  const asked = fakeBackend();
  const onNotice = (line: string): void => void notices.push(line);
  const second = runOptions(await freshDirectory(), {
    backend: asked,
    reuse: [first.directory],
    onNotice,
    ...more,
  });
  return { first, second: { ...second, backend: asked }, notices, asked };
};

describe('run with completions of other runs', () => {
  it('takes answers to equal requests, asks for the rest, and records which are whose', async () => {
    const { first, second, notices, asked } = await finished();
    let progress: Progress | null = null;
    const onProgress = (now: Progress): void => {
      progress = now;
    };
    const result = await run({ ...second, onProgress });
    expect(result).toMatchObject({ completed: 20, unscored: 0 });
    expect(result.summary.cells[0]?.metrics['pass@1']?.value).toBe(1);
    expect(asked.asked).toEqual(['b.cot/s3/0']);
    expect(progress).toMatchObject({ generated: 20, resumed: 19, reused: 19, scored: 20 });
    expect(notices).toEqual([
      `Completions taken from other runs instead of asking: 19 from ${first.directory}.`,
    ]);
    const before = await records(first.directory, completionsFile);
    for (const kept of await records(second.directory, completionsFile)) {
      const original = before.find(({ key }) => key === kept.key);
      if (kept.id === 's3') expect(kept.reused_from).toBeUndefined();
      else expect(kept).toEqual({ ...original, reused_from: 'run' });
    }
    // Nothing is missing now, so nothing is read or said.
    await rm(join(first.directory, completionsFile));
    await run(second);
    expect(notices).toHaveLength(1);
  });

  it('takes a file as well, newest first within a path, first path first', async () => {
    const { first, second, asked } = await finished();
    const line = (await readFile(join(first.directory, completionsFile), 'utf8'))
      .split('\n')
      .find(text => text.includes('"s1"'));
    const other = join(await freshDirectory(), 'ä.jsonl');
    const record = JSON.parse(line ?? '');
    const versions = ['old', 'ü new'].map(text => JSON.stringify({ ...record, text }));
    await writeFile(other, `${versions.join('\n')}\n{"key":"b.co`);
    await run({ ...second, reuse: [other, first.directory] });
    const kept = await records(second.directory, completionsFile);
    expect(kept.find(({ id }) => id === 's1')).toMatchObject({ text: 'ü new', reused_from: 'ä.jsonl' });
    expect(kept.find(({ id }) => id === 's2')).toMatchObject({ reused_from: 'run' });
    expect(asked.asked).toHaveLength(1);
  });

  const cases: readonly [string, Partial<RunOptions>, RegExp][] = [
    ['temperature', { overrides: { temperature: 0.5 } }, /\(temperature 0 → 0\.5\)/],
    ['top p', { overrides: { topP: 0.5 } }, /\(top p 1 → 0\.5\)/],
    ['max tokens', { overrides: { maxTokens: 9 } }, /\(max tokens 64 → 9\)/],
    ['stop texts', { overrides: { stop: ['\n'] } }, /\(stop texts \[\] → /],
    ['log-probabilities', { overrides: { logprobs: 5 } }, /\(log-probabilities none → 5\)/],
    ['seed', { seed: 1 }, /\(seed none → 1\)/],
    ['system message', { system: 'Be brief.' }, /\(system message none → "Be brief\."\)/],
  ];
  it.each(cases)('takes nothing that was asked with another %s, and says so', async (_name, change, why) => {
    const { second, notices, asked } = await finished();
    await run({ ...second, ...change });
    expect(asked.asked).toHaveLength(20);
    expect(notices).toEqual([expect.stringMatching(why)]);
    expect(notices[0]).toMatch(
      /gives nothing: none of its 19 completions answers a request that is missing here/,
    );
  });

  it.each([
    ['model', { model: 'other' }],
    ['endpoint', { endpoint: 'http://127.0.0.1:2/v1' }],
    ['api', { api: 'completions' }],
    ['provider', { name: 'other' }],
    ['template', { settings: { chat_template: 'x' } }],
  ] as const)('takes nothing that was asked of another %s', async (_name, change) => {
    const { second } = await finished();
    const backend = fakeBackend(undefined, change);
    await run({ ...second, backend });
    expect(backend.asked).toHaveLength(20);
  });

  it('tells the ways of a prefill apart, where there is one', async () => {
    const started = { ...greedyProtocol, prompt: () => userTurn('question', 'The') };
    const tasks = [fakeTask(fakeBenchmark('b', 4, { protocols: { cot: started } }))];
    for (const [more, count] of [
      [{ tasks }, 4],
      [{}, 1],
    ] as const) {
      const { second } = await finished(more);
      const backend = fakeBackend(undefined, { prefill: 'continue_final_message' });
      await run({ ...second, backend });
      // The server is also asked what it does with a start, and may be asked again without one.
      expect(new Set(backend.asked.filter(key => key.startsWith('b.cot/'))).size).toBe(count);
    }
  });

  it('gives each trial its own answer, and no other', async () => {
    const selection = { trials: 2, limit: { from: 5, to: 8 }, ids: null };
    const { second, asked } = await finished({ selection, overrides: { temperature: 1 } });
    await run({ ...second, selection: { ...selection, trials: 3 } });
    expect([...asked.asked].sort()).toEqual(['b.cot/s5/2', 'b.cot/s6/2', 'b.cot/s7/2']);
    for (const { trial, model } of await records(second.directory, completionsFile)) {
      if (trial !== 2) expect(model).toBe(`first ${trial}`);
    }
  });

  it('gives samples that ask the same their own answers', async () => {
    const same = { ...greedyProtocol, prompt: () => userTurn('the same question') };
    const benchmark = fakeBenchmark('b', 4, { protocols: { cot: same } });
    const limit = { from: 0, to: 2 };
    const few = { trials: 1, limit, ids: null };
    const { second, asked } = await finished({ tasks: [fakeTask(benchmark)], selection: few });
    await run({ ...second, selection: { ...few, limit: null } });
    expect([...asked.asked].sort()).toEqual(['b.cot/s2/0', 'b.cot/s3/0']);
  });

  it('serves another benchmark of the same samples and prompts', async () => {
    const { second, asked } = await finished();
    await run({ ...second, tasks: [fakeTask(fakeBenchmark('plus', 20))] });
    expect(asked.asked).toEqual(['plus.cot/s3/0']);
    const kept = await records(second.directory, 'completions', 'plus.cot.jsonl');
    expect(keysOf(kept)).toEqual(Array.from({ length: 20 }, (_, n) => `plus.cot/s${n}/0`).sort());
  });

  it('is planned by a dry run', async () => {
    const { second } = await finished();
    const plan = await planRun(second);
    expect(plan).toMatchObject({ requests: 1, tasks: [{ done: 0, reused: 19, requests: 1 }] });
  });

  it('ends the same when it is killed while it takes', async () => {
    const { second, asked } = await finished();
    const stop = new AbortController();
    const onProgress = ({ reused }: Progress): void => {
      if (reused === 7) stop.abort();
    };
    expect(await run({ ...second, onProgress, drain: stop.signal })).toMatchObject({ interrupted: true });
    expect((await records(second.directory, completionsFile)).length).toBeLessThan(19);
    await run(second);
    expect(asked.asked).toEqual(['b.cot/s3/0']);
    expect(keysOf(await records(second.directory, completionsFile))).toHaveLength(20);
  });

  it('says when completions do not name their requests', async () => {
    const { first, second, notices } = await finished();
    const path = join(first.directory, completionsFile);
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll(/"request_sha256":"\w+",/g, ''));
    await run(second);
    expect(notices).toEqual([
      `--reuse ${first.directory} gives nothing: its 19 completions are of an earlier version and do not name their requests.`,
    ]);
  });

  it.each([
    ['nothing', 'nowhere', 'there are no completions'],
    ['a compressed file', 'x.jsonl.gz', 'the file is compressed'],
  ])('refuses %s in one line, before anything is written', async (_name, name, why) => {
    const directory = await freshDirectory();
    const path = join(directory, name);
    if (name.endsWith('.gz')) await writeFile(path, '');
    const options = runOptions(directory, { reuse: [path] });
    const message = `--reuse ${path}: ${why}`;
    await expect(run(options)).rejects.toMatchObject({ code: 'USAGE', message });
    await expect(readFile(join(options.directory, 'run.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('names the line of a file that holds something else', async () => {
    const path = join(await freshDirectory(), 'x.jsonl');
    await writeFile(path, '{"id":"s1","text":"mine"}\n');
    await expect(run(runOptions(await freshDirectory(), { reuse: [path] }))).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: `${path}:1: the line is not a completion of eurus-eval`,
    });
  });

  it('has no use with replay', async () => {
    const backend = fakeBackend(undefined, { api: 'replay' });
    const options = runOptions(await freshDirectory(), { backend, reuse: ['.'] });
    await expect(run(options)).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('the name of a request', () => {
  it('is compared when a run goes on: a line of another run is noticed', async () => {
    const { second } = await finished({ seed: 5 });
    await run({ ...second, reuse: [] });
    const path = join(second.directory, completionsFile);
    const [line = ''] = (await readFile(path, 'utf8')).split('\n');
    const { id } = JSON.parse(line);
    const run9 = runOptions(await freshDirectory(), { seed: 9 });
    await run(run9);
    const foreign = (await readFile(join(run9.directory, completionsFile), 'utf8'))
      .split('\n')
      .find(text => text.includes(`"${id}"`));
    await appendFile(path, `${foreign}\n`);
    await expect(run({ ...second, reuse: [] })).rejects.toMatchObject({
      code: 'RUN_MISMATCH',
      message: `${second.directory} holds another run: it differs in request`,
      details: [expect.anything(), expect.stringContaining(`request (b.cot/${id}/0)`)],
    });
  });

  it('may be missing in records of earlier versions', async () => {
    const { first } = await finished();
    const path = join(first.directory, completionsFile);
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll(/"request_sha256":"\w+",/g, ''));
    const backend = fakeBackend();
    await run({ ...first, backend });
    expect(backend.asked).toEqual(['b.cot/s3/0']);
    expect((await json<{ cells: unknown[] }>(first.directory, 'summary.json')).cells).toHaveLength(1);
  });
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { correct, type Grader, type Manifest, type Protocol, unscored } from '../../src/core/index.ts';
import { type RecordedCompletion, recordedCompletions, run } from '../../src/run/index.ts';
import {
  exact,
  fakeBackend,
  fakeBenchmark,
  fakeTask,
  freshDirectory,
  generated,
  greedyProtocol,
  rightText,
  runOptions,
} from './fakes.ts';
import { completionsFile, json, records } from './files.ts';

const logprobs = { token: ' B', top: [[' B', -0.25] as const, [' A', -1.5] as const] };

/** Judges by log-probabilities alone. */
const ranked: Grader = {
  ...exact,
  title: 'by log-probability',
  score: ({ completion }) =>
    completion.logprobs === undefined ? unscored('none came') : correct(`${completion.logprobs.token}`),
};

const benchmarkOf = (more: Partial<Protocol> = {}) =>
  fakeBenchmark('b', 4, {
    protocols: {
      cot: {
        ...greedyProtocol,
        generation: { ...greedyProtocol.generation, maxTokens: 1, logprobs: 20 },
        graders: { exact, ranked },
        ...more,
      },
    },
  });
const optionsOf = (directory: string, given = true, more: Partial<Protocol> = {}) =>
  runOptions(directory, {
    tasks: [fakeTask(benchmarkOf(more), ['ranked', 'exact'])],
    backend: fakeBackend(request =>
      generated(rightText(request), { finishReason: 'length', ...(given ? { logprobs } : {}) }),
    ),
  });

describe('a run that asks for log-probabilities', () => {
  it('asks for as many as the protocol wants, and keeps what came', async () => {
    const options = optionsOf(await freshDirectory());
    const { summary } = await run(options);
    const { requests } = options.backend as ReturnType<typeof fakeBackend>;
    expect(requests.map(({ generation }) => generation.logprobs)).toEqual([20, 20, 20, 20]);
    const kept = await records(options.directory, completionsFile);
    expect(kept.map(record => record.logprobs)).toEqual(Array.from({ length: 4 }, () => logprobs));
    expect(summary.cells.map(({ counts }) => counts.correct)).toEqual([4, 4]);
  });

  it('judges what came again without asking', async () => {
    const options = optionsOf(await freshDirectory());
    await run(options);
    const backend = fakeBackend();
    const { summary } = await run({ ...options, backend });
    expect(backend.asked).toEqual([]);
    expect(summary.cells.find(({ grader }) => grader === 'ranked')?.counts.correct).toBe(4);
  });

  it('leaves a sample unscored, never wrong, where none came and a grader needs them', async () => {
    const { summary } = await run(optionsOf(await freshDirectory(), false));
    const counts = Object.fromEntries(summary.cells.map(cell => [cell.grader, cell.counts]));
    expect(counts.ranked).toMatchObject({ unscored: 4, incorrect: 0 });
    expect(counts.exact).toMatchObject({ unscored: 0, correct: 4 });
  });

  it('names them in the manifest, and refuses to go on with another number', async () => {
    const options = optionsOf(await freshDirectory());
    await run(options);
    const { benchmarks } = await json<Manifest>(options.directory, 'run.json');
    expect(benchmarks['b.cot']?.generation).toMatchObject({ max_tokens: 1, logprobs: 20 });
    const error = await run({ ...options, overrides: { logprobs: 5 } }).catch(thrown => thrown);
    expect(error).toMatchObject({ code: 'RUN_MISMATCH' });
    expect(error.details[1]).toMatch(/^ {2}log-probabilities \(b\.cot\) +20 +5 /);
  });

  it('says nothing of them in the manifest where none are wanted', async () => {
    const options = runOptions(await freshDirectory());
    await run(options);
    const { benchmarks } = await json<Manifest>(options.directory, 'run.json');
    expect(Object.keys(benchmarks['b.cot']?.generation ?? {})).toEqual([
      'max_tokens',
      'temperature',
      'top_p',
      'stop',
    ]);
  });
});

describe('a protocol whose answer ends at the token limit', () => {
  it('counts no answer as cut off', async () => {
    const { summary, warnings } = await run(optionsOf(await freshDirectory(), true, { endsAtLimit: true }));
    expect(summary.cells.map(({ counts }) => counts.truncated)).toEqual([0, 0]);
    expect(warnings).toEqual([]);
  });

  it('is one of few: others count them', async () => {
    const { summary } = await run(optionsOf(await freshDirectory()));
    expect(summary.cells.map(({ counts }) => counts.truncated)).toEqual([4, 4]);
  });
});

describe('recorded outputs with log-probabilities', () => {
  const read = async (rows: readonly unknown[], rename = {}): Promise<RecordedCompletion[]> => {
    const path = join(await freshDirectory(), 'outputs.jsonl');
    await writeFile(path, rows.map(row => `${JSON.stringify(row)}\n`).join(''));
    const all: RecordedCompletion[] = [];
    for await (const completion of recordedCompletions(path, { benchmark: 'b', protocol: 'cot', rename })) {
      all.push(completion);
    }
    return all;
  };

  it('keep them, in every shape that servers have', async () => {
    const shapes = [
      logprobs,
      { content: [{ token: ' B', logprob: -0.25, top_logprobs: [{ token: ' A', logprob: -1.5 }] }] },
      { tokens: [' B'], token_logprobs: [-0.25], top_logprobs: [{ ' A': -1.5 }] },
    ];
    const all = await read(shapes.map((shape, at) => ({ id: `s${at}`, text: ' B', logprobs: shape })));
    expect(all.map(completion => completion.logprobs)).toEqual([logprobs, logprobs, logprobs]);
  });

  it('may call the field otherwise', async () => {
    const [first] = await read([{ id: 's0', text: ' B', scores: { ' B': -1 } }], { logprobs: 'scores' });
    expect(first?.logprobs).toEqual({ token: null, top: [[' B', -1]] });
  });

  it('have none where the field says something else, or is about several answers', async () => {
    const all = await read([
      { id: 's0', text: ' B', logprobs: [-0.1, -0.2] },
      { id: 's1', outputs: [' A', ' B'], logprobs },
    ]);
    expect(all.map(completion => 'logprobs' in completion)).toEqual([false, false, false]);
  });
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Price, Summary } from '../../src/core/index.ts';
import { type BackendOptions, createBackend } from '../../src/model/index.ts';
import { type RunOptions, run } from '../../src/run/index.ts';
import { type ScriptedAnswer, type ScriptedRequest, startServer } from '../../src/scripted/index.ts';
import { type Manner, manners } from '../model/many-choices.ts';
import { optionsOf } from '../model/support.ts';
import { fakeBenchmark, fakeTask, freshDirectory, runOptions } from './fakes.ts';
import { completionsFile, json, keysOf, records } from './files.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Asked = { readonly question: string; readonly n: unknown };
type Given = {
  readonly manner?: Manner;
  readonly backend?: Partial<BackendOptions>;
  /** Null: the usual text, another each time. */
  readonly answer?: (request: ScriptedRequest) => ScriptedAnswer | null;
};

/** A server, and the options of a run against it: each answer has a text of its own. */
const setUp = async ({ manner = 'honours', backend: given = {}, answer = () => null }: Given = {}) => {
  const requests: Asked[] = [];
  const drawn = { texts: 0, tokens: 0 };
  const server = await startServer({
    speaks: manners[manner],
    answer: request => {
      if (request.choice === 0) requests.push({ question: request.lastUserText, n: request.body.n });
      const own = answer(request);
      if (own !== null) return own;
      drawn.texts += 1;
      const text = `answer ${String(drawn.texts).padStart(9, '0')}`;
      drawn.tokens += Math.ceil(text.length / 4);
      return text;
    },
  });
  const backend = createBackend(optionsOf({ model: 'vllm/tiny', baseUrl: server.url, ...given }));
  closing.push(backend.close, server.close);
  const options = (directory: string, trials: number, more: Partial<RunOptions> = {}): RunOptions =>
    runOptions(directory, {
      backend,
      tasks: [fakeTask(fakeBenchmark('b', 6))],
      selection: { trials, limit: null, ids: null },
      overrides: { temperature: 0.8 },
      concurrency: 64,
      ...more,
    });
  return { options, requests, drawn };
};

const completionsOf = (directory: string) => records(directory, completionsFile);
const allKeys = (trials: number) =>
  Array.from({ length: 6 }, (_, sample) =>
    Array.from({ length: trials }, (_, trial) => `b.cot/s${sample}/${trial}`),
  )
    .flat()
    .sort();

describe('a run with several trials', () => {
  it.each([
    ['honours', 3, 6],
    ['honours', 5, 6],
    ['sends them backwards', 5, 6],
    // The second of each sample once more.
    ['breaks the second', 3, 12],
    ['breaks the second', 5, 12],
    // All six are sent before the first has shown that it brings one.
    ['ignores', 3, 6 + 6 * 2],
    ['ignores', 5, 6 + 6 * 4],
    ['gives at most two', 3, 6 + 6 * 1],
    ['gives at most two', 5, 6 + 6 * 3],
    // What is refused is not seen by the script.
    ['refuses', 3, 18],
    ['refuses', 5, 30],
    ['gives all the first place', 3, 18],
    ['counts from one', 3, 12],
  ] satisfies [Manner, number, number][])(
    'has each of them once where the server %s several answers, with %i trials',
    async (manner, trials, asked) => {
      const { options, requests } = await setUp({ manner });
      const made = options(await freshDirectory(), trials);
      const result = await run(made);
      expect(result).toMatchObject({ completed: 6 * trials, unscored: 0, warnings: [] });
      const found = await completionsOf(made.directory);
      expect(keysOf(found)).toEqual(allKeys(trials));
      expect(new Set(found.map(({ text }) => text)).size).toBe(6 * trials);
      expect(new Set(found.map(({ request_sha256 }) => request_sha256)).size).toBe(6 * trials);
      expect(requests).toHaveLength(asked);
    },
  );

  it.each([
    ['honours', 5],
    ['ignores', 5],
    ['gives at most two', 3],
    ['refuses', 3],
  ] satisfies [Manner, number][])(
    'has the tokens of the server in all where it %s several answers',
    async (manner, trials) => {
      const { options, requests, drawn } = await setUp({ manner });
      const made = options(await freshDirectory(), trials);
      await run(made);
      const { cells } = await json<Summary>(made.directory, 'summary.json');
      const inputs = requests.reduce((sum, { question }) => sum + Math.ceil(question.length / 4), 0);
      expect(cells[0]?.tokens).toMatchObject({
        input: inputs,
        output: drawn.tokens,
        mean: { output: drawn.tokens / (6 * trials) },
        unreported: { input: 0, output: 0 },
      });
    },
  );

  it('says in each record of how many answers its tokens are a share', async () => {
    const { options } = await setUp();
    const made = options(await freshDirectory(), 3);
    await run(made);
    const found = await completionsOf(made.directory);
    for (const { usage } of found) expect(usage).toMatchObject({ output_tokens: 4, shared_by: 3 });
    const { cells } = await json<Summary>(made.directory, 'summary.json');
    expect(cells[0]?.tokens.max).toEqual({ input: null, output: null, reasoning: null });
  });

  it.each([
    ['greedy answers', { overrides: { temperature: 0 } }, {}],
    ['a seed', { seed: 7 }, {}],
    ['a small window', { concurrency: 4 }, {}],
    ['streaming', {}, { stream: true }],
    ['--no-batch-trials', {}, { batchTrials: false }],
  ] satisfies [string, Partial<RunOptions>, Partial<BackendOptions>][])(
    'asks for each alone with %s',
    async (_why, more, backend) => {
      const { options, requests } = await setUp({ backend });
      const made = options(await freshDirectory(), 3, more);
      await run(made);
      expect(requests.map(({ n }) => n)).toEqual(Array(18).fill(undefined));
      expect(keysOf(await completionsOf(made.directory))).toEqual(allKeys(3));
    },
  );

  it('asks for no more in a request than a quarter of the window', async () => {
    const { options, requests } = await setUp();
    await run(options(await freshDirectory(), 5, { concurrency: 8 }));
    expect(requests.map(({ n }) => n ?? 1)).toEqual(Array(6).fill([2, 2, 1]).flat());
  });

  it('asks after a kill for what is missing of each sample, and keeps what is there', async () => {
    const { options, requests } = await setUp();
    const made = options(await freshDirectory(), 5);
    await run(made);
    const path = join(made.directory, completionsFile);
    const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
    // Of s0 all but two are lost, of s1 one, and one line was being written.
    const lost = /"b\.cot\/(s0\/[024]|s1\/3)"/;
    const kept = lines.filter(line => !lost.test(line.slice(0, 40)));
    expect(kept).toHaveLength(26);
    await writeFile(path, `${kept.join('\n')}\n${lines.find(line => lost.test(line))?.slice(0, 30)}`);
    requests.length = 0;
    await run(made);
    expect(requests).toEqual([
      { question: 'question 0', n: 3 },
      { question: 'question 1', n: undefined },
    ]);
    const found = await completionsOf(made.directory);
    expect(keysOf(found)).toEqual(allKeys(5));
    expect(new Set(found.map(({ text }) => text)).size).toBe(30);
  });

  it('makes all trials of a request unscored that failed for good, and no others', async () => {
    const { options } = await setUp({
      answer: ({ lastUserText, n }) =>
        lastUserText === 'question 3' && n > 1
          ? { status: 400, body: { error: { message: 'no, not this' } } }
          : null,
    });
    // Asked for alone it works: nothing is lost.
    const first = await run(options(await freshDirectory(), 3));
    expect(first).toMatchObject({ completed: 18, unscored: 0 });
    const refusing = await setUp({
      answer: ({ lastUserText }) =>
        lastUserText === 'question 3' ? { status: 400, body: { error: { message: 'no, not this' } } } : null,
    });
    const made = refusing.options(await freshDirectory(), 3);
    expect(await run(made)).toMatchObject({ completed: 18, unscored: 3 });
    const failed = (await completionsOf(made.directory)).filter(({ error }) => error !== null);
    expect(keysOf(failed)).toEqual([0, 1, 2].map(trial => `b.cot/s3/${trial}`));
  });

  it('has leave of the budget for every one of them', async () => {
    const price: Price = { input: 0, output: 1e6, cachedInput: null, reasoning: null, currency: 'USD' };
    const { options, drawn } = await setUp();
    const made = options(await freshDirectory(), 5, { price, maxCost: 48 });
    const result = await run(made);
    // An answer is 4 tokens: 12 of 30, whatever the requests were.
    expect(drawn.tokens).toBe(48);
    expect((await completionsOf(made.directory)).length).toBe(12);
    expect(result.completed).toBe(12);
  });
});

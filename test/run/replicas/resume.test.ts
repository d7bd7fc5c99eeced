import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EurusError, Manifest } from '../../../src/core/index.ts';
import { joinEndpoints } from '../../../src/run/endpoints.ts';
import { planRun } from '../../../src/run/index.ts';
import { freshDirectory, runOptions } from '../fakes.ts';
import { records } from '../files.ts';
import { seededBackend } from '../rate/seeded-run.ts';
import { replicas, runReplicas, type SeededServer, seededServer } from './servers.ts';

const tasks = ['gsm8k', 'svamp', 'asdiv'];

const manifestOf = (directory: string): Manifest =>
  JSON.parse(readFileSync(join(directory, 'run.json'), 'utf8')) as Manifest;

/** Who answered how much, as the manifest has it: of each task, by address. */
const told = (directory: string): Record<string, Record<string, number>> =>
  Object.fromEntries(
    (manifestOf(directory).endpoints ?? []).map(({ url, answered }) => [url, { ...answered }]),
  );

/** The same, counted in the files. @param unnamed who answered what says nothing of it */
const counted = async (
  directory: string,
  urls: readonly string[],
  unnamed = '',
): Promise<Record<string, Record<string, number>>> => {
  const counts: Record<string, Record<string, number>> = Object.fromEntries(urls.map(url => [url, {}]));
  for (const id of tasks) {
    const name = `${id}.cot`;
    for (const record of await records(directory, 'completions', `${name}.jsonl`).catch(() => [])) {
      const of = counts[String(record.endpoint ?? unnamed)];
      if (of !== undefined && record.error === null) of[name] = (of[name] ?? 0) + 1;
    }
  }
  return counts;
};

const three = async (): Promise<readonly [SeededServer, SeededServer, SeededServer]> => [
  await seededServer(),
  await seededServer(),
  await seededServer(),
];

const errorOf = (running: Promise<unknown>): Promise<EurusError> =>
  running.then(
    () => {
      throw new Error('it ended well');
    },
    (error: EurusError) => error,
  );

describe('the manifest of a run with several servers', () => {
  it('says who answered what is on disk, over all commands, whichever servers they had', async () => {
    const [a, b, c] = await three();
    const directory = join(await freshDirectory(), 'run');
    await runReplicas(replicas(a.url, b.url), { directory, trials: 4 });
    expect(told(directory)).toEqual(await counted(directory, [a.url, b.url]));
    // In another order, with another weight, and with one that is new.
    const grown = [
      { url: c.url, weight: 2 },
      { url: b.url, weight: 1 },
    ];
    const { result } = await runReplicas(grown, { directory, trials: 8 });
    expect(result).toMatchObject({ unscored: 0 });
    expect(told(directory)).toEqual(await counted(directory, [a.url, b.url, c.url]));
    expect(manifestOf(directory).endpoints?.map(({ weight }) => weight)).toEqual([1, 1, 2]);
    expect(manifestOf(directory).identity.endpoint).toBe('several');
    const asked = a.asked.length + b.asked.length + c.asked.length;
    expect(asked).toBe(result.completed);
  });

  it('keeps its counts when a command is about less, or nothing is left to ask', async () => {
    const [a, b] = await three();
    const directory = join(await freshDirectory(), 'run');
    await runReplicas(replicas(a.url, b.url), { directory, trials: 4 });
    const before = told(directory);
    for (const trials of [4, 1]) {
      await runReplicas(replicas(b.url, a.url), { directory, trials });
      expect(told(directory)).toEqual(before);
    }
    await runReplicas(replicas(a.url, b.url), {
      ...{ directory, trials: 4 },
      selection: { trials: 4, limit: { from: 0, to: 1 }, ids: null },
    });
    expect(told(directory)).toEqual(before);
  });

  it('does not count requests that failed for good as answers', async () => {
    const good = await seededServer();
    const picky = await seededServer({}, ({ seed }) =>
      (seed ?? 0) > 4 ? { status: 400, body: { error: { message: 'no such seed' } } } : false,
    );
    const directory = join(await freshDirectory(), 'run');
    const { result } = await runReplicas(replicas(good.url, picky.url), { directory, trials: 6 });
    expect(told(directory)).toEqual(await counted(directory, [good.url, picky.url]));
    const failed = (manifestOf(directory).endpoints ?? []).map(({ failed }) =>
      Object.values(failed).reduce((sum, count) => sum + count, 0),
    );
    expect(failed).toEqual([0, result.unscored]);
    expect(result.unscored).toBeGreaterThan(0);
  });
});

describe('runs that are joined', () => {
  it('have all their servers, each with all that it answered', () => {
    const record = (url: string, answered: Record<string, number>) => ({
      url,
      weight: 1,
      answered,
      failed: {},
    });
    const first = [record('http://a.test/v1', { 'x.cot': 3 }), record('http://b.test/v1', {})];
    const second = [record('http://a.test/v1', { 'x.cot': 2, 'y.cot': 1 })];
    expect(joinEndpoints([first, undefined, second])).toEqual({
      endpoints: [record('http://a.test/v1', { 'x.cot': 5, 'y.cot': 1 }), record('http://b.test/v1', {})],
    });
    expect(joinEndpoints([undefined, undefined])).toEqual({});
  });
});

describe('a run directory', () => {
  it('begun with one server goes on with it and others, and its requests keep their names', async () => {
    const [a, b] = await three();
    const directory = join(await freshDirectory(), 'run');
    await runReplicas(a.url, { directory, trials: 2 });
    const before = await records(directory, 'completions', 'gsm8k.cot.jsonl');
    await runReplicas(replicas(b.url, a.url), { directory, trials: 6 });
    expect(manifestOf(directory).identity.endpoint).toBe(a.url);
    expect((await records(directory, 'completions', 'gsm8k.cot.jsonl')).slice(0, before.length)).toEqual(
      before,
    );
    expect(told(directory)).toEqual(await counted(directory, [a.url, b.url].reverse(), a.url));
    // And with it alone.
    const { result } = await runReplicas(a.url, { directory, trials: 7 });
    expect(result.unscored).toBe(0);
    expect(told(directory)).toEqual(await counted(directory, [b.url, a.url], a.url));
  });

  it('of several goes on with one of them as a set of one', async () => {
    const [a, b] = await three();
    const directory = join(await freshDirectory(), 'run');
    await runReplicas(replicas(a.url, b.url), { directory, trials: 2 });
    const { result } = await runReplicas(replicas(b.url), { directory, trials: 3 });
    expect(result).toMatchObject({ unscored: 0 });
    const error = await errorOf(runReplicas(b.url, { directory, trials: 3 }));
    expect(error).toMatchObject({
      code: 'RUN_MISMATCH',
      message: expect.stringContaining('differs in endpoint'),
      hint: `A run of several servers goes on with one as --base-url ${b.url}#weight=1, where that is one of them.`,
    });
  });

  it.each(['several', 'one'])('of %s refuses servers of which it knows none', async begun => {
    const [a, b, c] = await three();
    const directory = join(await freshDirectory(), 'run');
    await runReplicas(begun === 'one' ? a.url : replicas(a.url, b.url), { directory, trials: 1 });
    const others = replicas(c.url, 'http://127.0.0.1:9/v1');
    const error = await errorOf(runReplicas(others, { directory, trials: 1 }));
    expect(error.code).toBe('RUN_MISMATCH');
    expect(error.message).toContain(begun === 'one' ? 'differs in endpoint' : 'differs in servers');
    expect(error.hint).toMatch(
      begun === 'one' ? /^Name .* among the servers/ : /name one of the earlier ones as well/,
    );
    expect(c.asked).toEqual([]);
    // One that is known, and need not even be there, says that they are the same.
    const { result } = await runReplicas(replicas(c.url, a.url), { directory, trials: 2 });
    expect(result.unscored).toBe(0);
  });

  it('is planned with the servers it would be asked by', async () => {
    const directory = await freshDirectory();
    const backend = seededBackend(
      [
        { url: 'http://a.test/v1', weight: 2 },
        { url: 'http://b.test/v1', weight: 1 },
      ],
      false,
    );
    const plan = await planRun(runOptions(directory, { backend }));
    await backend.close();
    expect(plan.endpoints).toEqual([
      { url: 'http://a.test/v1', weight: 2 },
      { url: 'http://b.test/v1', weight: 1 },
    ]);
  });
});

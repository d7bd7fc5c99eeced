import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EurusError, type Summary } from '../../src/core/index.ts';
import { type Plan, planRun, type RunOptions, run, scoreDirectory } from '../../src/run/index.ts';
import {
  fakeBackend,
  fakeBenchmark,
  fakeTask,
  freshDirectory,
  generated,
  gradedBy,
  picky,
  rightText,
  runOptions,
} from './fakes.ts';
import { completionsFile, json, records, verdictsFile } from './files.ts';

/** A run of six samples: the request of `s1` failed, the answer to `s2` (`odd`) cannot be judged. */
const half = async (
  server: { failing: readonly string[]; odd: string } = { failing: ['s1'], odd: 'odd' },
) => {
  const judged: string[] = [];
  const protocols = gradedBy({ exact: picky(id => void judged.push(id)) });
  const backend = fakeBackend(request => {
    if (server.failing.includes(request.id)) throw new EurusError('ENDPOINT_FAILED', 'status 500');
    return generated(request.id === 's2' ? server.odd : rightText(request));
  });
  const tasks = [fakeTask(fakeBenchmark('b', 6, { protocols }))];
  const options = runOptions(await freshDirectory(), { backend, tasks, concurrency: 1 });
  expect(await run(options)).toMatchObject({ completed: 6, unscored: 2 });
  const again = async (more: Partial<RunOptions> = {}) => {
    const [askedBefore, judgedBefore] = [backend.asked.length, judged.length];
    const result = await run({ ...options, ...more });
    return { result, asked: backend.asked.slice(askedBefore), judged: judged.slice(judgedBefore) };
  };
  return { options, server, again };
};

describe('going on with what is unscored', () => {
  it('asks again for what failed and judges again what could not be judged', async () => {
    const { server, again } = await half();
    server.failing = [];
    const { result, asked, judged } = await again();
    expect(asked).toEqual(['b.cot/s1/0']);
    expect([...judged].sort()).toEqual(['s1', 's2']);
    expect(result).toMatchObject({ completed: 6, unscored: 1 });
  });

  it('asks again for both with --retry-unscored, and judges nothing else', async () => {
    const { options, server, again } = await half();
    Object.assign(server, { failing: [], odd: 'answer 2' });
    const plan: Plan = await planRun({ ...options, retry: 'unscored' });
    expect(plan).toMatchObject({ requests: 2, tasks: [{ done: 4, requests: 2, to_score: 0 }] });
    const { result, asked, judged } = await again({ retry: 'unscored' });
    expect(asked).toEqual(['b.cot/s1/0', 'b.cot/s2/0']);
    expect(judged).toEqual(['s1', 's2']);
    expect(result).toMatchObject({ completed: 6, unscored: 0 });
    expect(result.summary.cells[0]).toMatchObject({
      counts: { correct: 6 },
      tokens: { input: 60, output: 30 },
    });
    for (const file of [completionsFile, verdictsFile])
      expect(await records(options.directory, file)).toHaveLength(6);
    expect(await json<Summary>(options.directory, 'summary.json')).toMatchObject({
      cells: [{ counts: { correct: 6, unscored: 0 }, tokens: { input: 60, output: 30 } }],
    });
    expect(await again({ retry: 'unscored' })).toMatchObject({ asked: [], judged: [] });
  });

  it('leaves both as they are with --no-retry-unscored', async () => {
    const { options, server, again } = await half();
    Object.assign(server, { failing: [], odd: 'answer 2' });
    expect(await planRun({ ...options, retry: 'nothing' })).toMatchObject({
      requests: 0,
      tasks: [{ to_score: 0 }],
    });
    const before = await readFile(join(options.directory, completionsFile), 'utf8');
    const { result, asked, judged } = await again({ retry: 'nothing' });
    expect([asked, judged]).toEqual([[], []]);
    expect(result).toMatchObject({ completed: 6, unscored: 2, missing: 0 });
    expect(await readFile(join(options.directory, completionsFile), 'utf8')).toBe(before);
    expect((await again()).result.unscored).toBe(1);
  });

  it('still does what is missing with --no-retry-unscored', async () => {
    const { options, again } = await half();
    const lines = (await readFile(join(options.directory, completionsFile), 'utf8')).split('\n');
    const kept = lines.filter(line => !line.includes('"s5"'));
    await writeFile(join(options.directory, completionsFile), kept.join('\n'));
    expect(await again({ retry: 'nothing' })).toMatchObject({ asked: ['b.cot/s5/0'], judged: ['s5'] });
  });

  it('keeps an answer that could not be judged while there is no better one', async () => {
    const { options, server, again } = await half();
    server.failing = ['s1', 's2'];
    const { result, asked } = await again({ retry: 'unscored' });
    expect(asked).toEqual(['b.cot/s1/0', 'b.cot/s2/0']);
    expect(result).toMatchObject({ completed: 6, unscored: 2 });
    const kept = await records(options.directory, completionsFile);
    expect(kept).toHaveLength(6);
    expect(kept.find(({ id }) => id === 's2')).toMatchObject({ text: 'odd', error: null });
    expect(kept.find(({ id }) => id === 's1')).toMatchObject({ error: { code: 'ENDPOINT_FAILED' } });
    expect(await records(options.directory, verdictsFile)).toHaveLength(6);
    const scored = await scoreDirectory({ ...options, tasks: options.tasks });
    expect(scored.summary.cells[0]?.counts).toMatchObject({ correct: 4, unscored: 2 });
  });

  it.each(['failed', 'unscored', 'nothing'] as const)(
    'loses no line of an earlier command when it is stopped at once (%s)',
    async retry => {
      const { options, again } = await half();
      const stop = new AbortController();
      stop.abort();
      const { result, asked } = await again({ retry, drain: stop.signal });
      expect(asked).toEqual([]);
      expect(result.interrupted).toBe(retry !== 'nothing');
      for (const file of [completionsFile, verdictsFile])
        expect(await records(options.directory, file)).toHaveLength(6);
      expect(await json<Summary>(options.directory, 'summary.json')).toMatchObject({
        cells: [{ counts: { correct: 4, unscored: 2 } }],
      });
    },
  );

  it('counts the newest of several answers that has not failed, wherever they stand', async () => {
    const { options, again } = await half();
    const path = join(options.directory, completionsFile);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const of = (id: string) => JSON.parse(lines.find(line => line.includes(`"${id}"`)) ?? '');
    const failed = { text: '', error: { code: 'ENDPOINT_FAILED', message: 'status 500' } };
    const more = [
      { ...of('s0'), text: 'answer 0 is newer' },
      { ...of('s0'), ...failed },
      { ...of('s3'), ...failed },
      { ...of('s1'), text: 'answer 1', error: null },
      { ...of('s1'), ...failed },
    ];
    await appendFile(path, more.map(record => `${JSON.stringify(record)}\n`).join(''));
    const { asked, judged } = await again();
    expect(asked).toEqual([]);
    expect([...judged].sort()).toEqual(['s0', 's1', 's2']);
    const kept = await records(options.directory, completionsFile);
    expect(kept.map(({ id, text }) => [id, text]).sort()).toEqual([
      ['s0', 'answer 0 is newer'],
      ['s1', 'answer 1'],
      ['s2', 'odd'],
      ['s3', 'answer 3'],
      ['s4', 'answer 4'],
      ['s5', 'answer 5'],
    ]);
    expect(await records(options.directory, verdictsFile)).toHaveLength(6);
  });
});

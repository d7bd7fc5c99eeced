import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeCompletion, encodeRewardRecord, type RewardRecord } from '../../src/core/index.ts';
import { completionSha256 } from '../../src/run/canonical.ts';
import { run } from '../../src/run/index.ts';
import { episodeOptions, solver, taskOf } from '../run/episode-play.ts';
import { fakeSessions, turnsProtocol } from '../run/fake-episodes.ts';
import { fakeBackend, freshDirectory } from '../run/fakes.ts';
import { json, records } from '../run/files.ts';
import { answerOf, comparable, merge, optionsFor, removeShards, runShards } from './shards-of.ts';

afterAll(removeShards);

/** Turns that a sample takes. */
const needs = (place: number): number => 1 + (place % 4);

describe('turns of episodes', () => {
  it('are joined with their answers; those that were only begun go on in the joined run', async () => {
    const root = await freshDirectory();
    const protocol = turnsProtocol();
    const shards = [1, 2, 3].map(index => ({ index, count: 3, by: 'hash' as const }));
    const directories: string[] = [];
    const options = async (name: string, more = {}) => {
      const { options: its } = await episodeOptions(8, { backend: solver(needs), ...more }, protocol);
      return { ...its, directory: join(root, name) };
    };
    await run(await options('whole'));
    for (const shard of shards) {
      const own = await options(`shard-${shard.index}`);
      await run({ ...own, selection: { ...own.selection, shard } });
      directories.push(own.directory);
    }
    const tasksOf = async () => [taskOf(8, protocol)];
    await merge(join(root, 'out'), directories, { tasksOf });
    const content = comparable(join(root, 'out'));
    expect(content.get('turns/b.cot.jsonl')).toEqual(
      comparable(join(root, 'whole')).get('turns/b.cot.jsonl'),
    );
    expect(content).toEqual(comparable(join(root, 'whole')));
    // The answer to one is lost: its turns are there, and so nothing of it is asked again but its last reply.
    const path = join(directories[0] ?? '', 'completions', 'b.cot.jsonl');
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    await writeFile(
      path,
      lines
        .slice(1)
        .map(line => `${line}\n`)
        .join(''),
    );
    const { gaps } = await merge(join(root, 'again'), directories, { tasksOf });
    expect(gaps).toMatchObject([{ answers: 1 }]);
    const backend = solver(needs);
    await run(await options('again', { backend, openSandbox: async () => fakeSessions() }));
    expect(backend.asked).toEqual([]);
  });
});

describe('rewards', () => {
  const giver = { reward: 'judge', provider: 'p', model: 'm', endpoint: 'e', kind: 'k', settings: {} };

  /** Gives every answer of a directory a reward, twice: first none, for want of a server. */
  const reward = async (directory: string, score: number, more = {}): Promise<void> => {
    await mkdir(join(directory, 'rewards'), { recursive: true });
    await writeFile(join(directory, 'rewards', 'judge.json'), JSON.stringify({ ...giver, ...more }));
    for (const row of await records(directory, 'completions', 'b.cot.jsonl')) {
      const completion = decodeCompletion(row);
      if (completion === null) throw new Error('no completion');
      const { key, benchmark, protocol, id, trial } = completion;
      const record: RewardRecord = {
        ...{ key, benchmark, protocol, id, trial, reward: 'judge', model: 'm', latencyMs: 1 },
        ...{ completionSha256: completionSha256(completion), score, error: null },
      };
      const none = { ...record, score: null, error: { code: 'X' as never, message: 'away' } };
      const lines = [record, none].map(one => `${JSON.stringify(encodeRewardRecord(one))}\n`);
      await appendFile(join(directory, 'rewards', 'b.cot.judge.jsonl'), lines.join(''));
    }
  };

  it('are joined: of each answer the newest that has a score', async () => {
    const root = await freshDirectory();
    const shards = await runShards(root, 2);
    for (const [at, shard] of shards.entries()) await reward(shard, at);
    await merge(join(root, 'out'), shards, { scoreField: 'judge' });
    expect(await json(join(root, 'out'), 'rewards', 'judge.json')).toEqual(giver);
    const joined = await records(join(root, 'out'), 'rewards', 'b.cot.judge.jsonl');
    expect(joined).toHaveLength(23 * 4);
    expect(new Set(joined.map(({ key }) => key)).size).toBe(23 * 4);
    expect(joined.filter(({ score }) => score === 1)).toHaveLength(11 * 4);
    const { cells } = await json<{ cells: { metrics: object; benchmark: string }[] }>(
      join(root, 'out'),
      'summary.json',
    );
    expect(cells.find(({ benchmark }) => benchmark === 'b')?.metrics).toHaveProperty('best@4');
  });

  it('of one name from two givers are refused', async () => {
    const root = await freshDirectory();
    const [first = '', second = ''] = await runShards(root, 2);
    await reward(first, 1);
    await reward(second, 1, { model: 'another' });
    await expect(merge(join(root, 'out'), [first, second])).rejects.toMatchObject({
      code: 'RUN_MISMATCH',
      message: expect.stringContaining('rewards of one name were given otherwise'),
    });
  });
});

describe('verdicts of a grader that not all shards were judged by', () => {
  it('are kept, and make no number', async () => {
    const root = await freshDirectory();
    const [first = '', second = ''] = await runShards(root, 2);
    const [row] = await records(first, 'verdicts', 'b.cot.exact.jsonl');
    await writeFile(
      join(first, 'verdicts', 'b.cot.runs.jsonl'),
      `${JSON.stringify({ ...row, grader: 'runs' })}\n`,
    );
    const { result } = await merge(join(root, 'out'), [first, second]);
    expect(await records(join(root, 'out'), 'verdicts', 'b.cot.runs.jsonl')).toHaveLength(1);
    expect(result.unscored).toBe(0);
    const { cells } = await json<{ cells: { grader: string }[] }>(join(root, 'out'), 'summary.json');
    expect(cells.some(({ grader }) => grader === 'runs')).toBe(false);
  });

  it('count where all were, and stay out of the printed table', async () => {
    const root = await freshDirectory();
    const both = optionsFor(root, 'none').tasks;
    const [first = '', second = ''] = await runShards(root, 2);
    for (const [at, directory] of [first, second].entries()) {
      const shard = { index: at + 1, count: 2, by: 'hash' as const };
      const options = optionsFor(root, '', { backend: fakeBackend(answerOf) });
      const tasks = both.map(task => ({ ...task, graders: ['exact'] }));
      await run({ ...options, directory, tasks, selection: { ...options.selection, shard } });
    }
    const { result } = await merge(join(root, 'out'), [first, second]);
    expect(result.summary.cells.map(({ grader }) => grader)).toEqual(['exact', 'exact']);
    const { cells } = await json<{ cells: { grader: string }[] }>(join(root, 'out'), 'summary.json');
    expect(cells.map(({ grader }) => grader)).toEqual(['contains', 'exact', 'contains', 'exact']);
  });
});

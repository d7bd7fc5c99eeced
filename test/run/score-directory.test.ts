import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EurusError } from '../../src/core/index.ts';
import { readRunDirectory, run, type ScoreDirectoryOptions, scoreDirectory } from '../../src/run/index.ts';
import {
  exact,
  fakeBackend,
  fakeBenchmark,
  fakeData,
  fakeTask,
  freshDirectory,
  generated,
  gradedBy,
  noSandbox,
  rightText,
  runOptions,
} from './fakes.ts';
import { completionsFile, records, verdictsFile } from './files.ts';

const finished = async (more: Parameters<typeof runOptions>[1] = {}): Promise<string> => {
  const options = runOptions(await freshDirectory(), more);
  await run(options);
  return options.directory;
};

const scoring = (directory: string, more: Partial<ScoreDirectoryOptions> = {}): ScoreDirectoryOptions => ({
  directory,
  tasks: [fakeTask(fakeBenchmark('b', 20))],
  data: fakeData,
  openSandbox: noSandbox,
  scoreConcurrency: 2,
  version: '0.0.0-test',
  ...more,
});

const lenient = { ...exact, score: () => ({ verdict: 'correct', reason: 'all', outcome: null }) as const };
const lenientTask = fakeTask(fakeBenchmark('b', 20, { protocols: gradedBy({ exact: lenient }) }));

describe('scoreDirectory', () => {
  it('adds the verdicts of another grader beside those that are there', async () => {
    const directory = await finished({
      backend: fakeBackend(request => generated(`It is ${rightText(request)}`)),
    });
    const tasks = [fakeTask(fakeBenchmark('b', 20), ['contains'])];
    const result = await scoreDirectory(scoring(directory, { tasks }));
    expect(result).toMatchObject({ planned: 20, completed: 20, unscored: 0, directory });
    expect(result.summary.cells.map(({ grader, metrics }) => [grader, metrics['pass@1']?.value])).toEqual([
      ['contains', 1],
    ]);
    const { manifest, summary } = await readRunDirectory(directory);
    expect(summary.cells.map(({ grader }) => grader)).toEqual(['contains', 'exact']);
    expect(manifest.grader_versions).toEqual({ 'b.cot.exact': 1, 'b.cot.contains': 1 });
    expect(await records(directory, verdictsFile)).toHaveLength(20);
    expect(await records(directory, 'verdicts', 'b.cot.contains.jsonl')).toHaveLength(20);
  });

  it('judges anew what was judged, and puts the new file in the place of the old', async () => {
    const directory = await finished({ backend: fakeBackend(() => generated('wrong')) });
    const result = await scoreDirectory(scoring(directory, { tasks: [lenientTask] }));
    expect(result.summary.cells[0]?.metrics['pass@1']?.value).toBe(1);
    const verdicts = await records(directory, verdictsFile);
    expect(verdicts).toHaveLength(20);
    expect(verdicts.every(({ verdict }) => verdict === 'correct')).toBe(true);
  });

  it('covers all that is there, whichever command asked for it', async () => {
    const tasks = { b: fakeTask(fakeBenchmark('b', 20)), c: fakeTask(fakeBenchmark('c', 30)) };
    const limit = { from: 0, to: 10 };
    const options = runOptions(await freshDirectory(), { selection: { trials: 1, limit, ids: null } });
    await run(options);
    const few = { trials: 1, limit: null, ids: ['s29', 's25'] };
    await run({ ...options, tasks: [tasks.c], selection: few });
    await run({ ...options, selection: { trials: 2, limit: { from: 0, to: 2 }, ids: null } });
    const { directory } = options;
    const scored = await scoreDirectory(scoring(directory, { tasks: [tasks.b, tasks.c] }));
    expect(scored).toMatchObject({ planned: 14, completed: 14, missing: 0, unscored: 0, warnings: [] });
    expect(scored.summary.cells.map(({ metrics }) => metrics['pass@1'])).toMatchObject([
      { samples: 10, trials: 1 },
      { samples: 2, trials: 1 },
    ]);
    expect((await readRunDirectory(directory)).manifest.selection).toEqual({
      'b.cot': { trials: 2, limit: '1-2', ids: null, graders: ['exact'] },
      'c.cot': { trials: 1, limit: null, ids: ['s25', 's29'], graders: ['exact'] },
    });
  });

  it('counts what a stopped run had still to ask for as missing', async () => {
    const drain = new AbortController();
    const backend = fakeBackend(request => {
      drain.abort();
      return generated(rightText(request));
    });
    const directory = await finished({ backend, drain: drain.signal, concurrency: 1 });
    const scored = await scoreDirectory(scoring(directory));
    expect(scored).toMatchObject({ planned: 20, completed: 1, missing: 19, unscored: 0, interrupted: false });
    expect(scored.summary.cells[0]).toMatchObject({ missing: 19, counts: { correct: 1 } });
  });

  it('covers the rows and trials that were asked for', async () => {
    const selection = { trials: 2, limit: { from: 3, to: 8 }, ids: null };
    const directory = await finished({ selection });
    const { summary, planned } = await scoreDirectory(scoring(directory));
    expect(planned).toBe(10);
    expect(summary.cells[0]?.metrics['pass@1']).toMatchObject({ samples: 5, trials: 2 });
  });

  it('counts failed requests as unscored', async () => {
    const backend = fakeBackend(request => {
      if (request.id === 's4') throw new EurusError('ENDPOINT_FAILED', 'no');
      return generated(rightText(request));
    });
    const directory = await finished({ backend });
    expect(await scoreDirectory(scoring(directory))).toMatchObject({ unscored: 1, completed: 20 });
    expect(await records(directory, completionsFile)).toHaveLength(20);
  });

  it('leaves everything as it was when it is stopped', async () => {
    const directory = await finished();
    const before = await readFile(join(directory, verdictsFile), 'utf8');
    const drain = new AbortController();
    drain.abort();
    const result = await scoreDirectory(scoring(directory, { tasks: [lenientTask], drain: drain.signal }));
    expect(result.interrupted).toBe(true);
    expect(await readFile(join(directory, verdictsFile), 'utf8')).toBe(before);
  });

  it('refuses other data, other tasks, and what is no run', async () => {
    const directory = await finished();
    const otherData = [fakeTask(fakeBenchmark('b', 20, { sha256: 'ff' }))];
    await expect(scoreDirectory(scoring(directory, { tasks: otherData }))).rejects.toMatchObject({
      code: 'RUN_MISMATCH',
      message: expect.stringContaining('it differs in data b/test.jsonl'),
    });
    await expect(
      scoreDirectory(scoring(directory, { tasks: [fakeTask(fakeBenchmark('c', 20))] })),
    ).rejects.toMatchObject({ code: 'USAGE', message: `${directory} has no completions of c.cot` });
    await expect(scoreDirectory(scoring(await freshDirectory()))).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: expect.stringContaining('it has no run.json'),
    });
  });
});

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
  greedyProtocol,
  noSandbox,
  rightText,
  runOptions,
} from './fakes.ts';
import { records } from './files.ts';

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
const lenientTask = fakeTask(
  fakeBenchmark('b', 20, { protocols: { cot: { ...greedyProtocol, graders: { exact: lenient } } } }),
);

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
    expect(await records(directory, 'verdicts', 'b.cot.exact.jsonl')).toHaveLength(20);
    expect(await records(directory, 'verdicts', 'b.cot.contains.jsonl')).toHaveLength(20);
  });

  it('judges anew what was judged, and puts the new file in the place of the old', async () => {
    const directory = await finished({ backend: fakeBackend(() => generated('wrong')) });
    const result = await scoreDirectory(scoring(directory, { tasks: [lenientTask] }));
    expect(result.summary.cells[0]?.metrics['pass@1']?.value).toBe(1);
    const verdicts = await records(directory, 'verdicts', 'b.cot.exact.jsonl');
    expect(verdicts).toHaveLength(20);
    expect(verdicts.every(({ verdict }) => verdict === 'correct')).toBe(true);
  });

  it('covers what the newest command on the directory was about', async () => {
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
    expect(await records(directory, 'completions', 'b.cot.jsonl')).toHaveLength(20);
  });

  it('leaves everything as it was when it is stopped', async () => {
    const directory = await finished();
    const before = await readFile(join(directory, 'verdicts', 'b.cot.exact.jsonl'), 'utf8');
    const drain = new AbortController();
    drain.abort();
    const result = await scoreDirectory(scoring(directory, { tasks: [lenientTask], drain: drain.signal }));
    expect(result.interrupted).toBe(true);
    expect(await readFile(join(directory, 'verdicts', 'b.cot.exact.jsonl'), 'utf8')).toBe(before);
  });

  it('refuses other data, other tasks, and what is no run', async () => {
    const directory = await finished();
    const otherData = [fakeTask(fakeBenchmark('b', 20, { sha256: 'ff' }))];
    await expect(scoreDirectory(scoring(directory, { tasks: otherData }))).rejects.toMatchObject({
      code: 'RUN_MISMATCH',
      message: expect.stringContaining('b.cot data b/test.jsonl'),
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

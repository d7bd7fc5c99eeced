import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressOf } from '../../src/core/index.ts';
import {
  type RecordedCompletion,
  recordedCompletions,
  run,
  type ScoreRecordedOptions,
  scoreDirectory,
  scoreRecorded,
} from '../../src/run/index.ts';
import {
  fakeBenchmark,
  fakeData,
  fakeSandbox,
  fakeTask,
  freshDirectory,
  noSandbox,
  runOptions,
} from './fakes.ts';
import { completionsFile, json, keysOf, records, verdictsFile } from './files.ts';

type Row = { readonly id: string; readonly text: string };

const fileOf = async (rows: readonly Row[]): Promise<string> => {
  const path = join(await freshDirectory(), 'outputs.jsonl');
  await writeFile(path, rows.map(row => `${JSON.stringify(row)}\n`).join(''));
  return path;
};

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, i) => ({ id: `s${i}`, text: i % 4 === 0 ? 'wrong' : `answer ${i}` }));

const options = (path: string, more: Partial<ScoreRecordedOptions> = {}): ScoreRecordedOptions => ({
  completions: recordedCompletions(path, { benchmark: 'b', protocol: 'cot' }),
  tasks: [fakeTask(fakeBenchmark('b', 20), ['exact', 'contains'])],
  data: fakeData,
  openSandbox: noSandbox,
  scoreConcurrency: 2,
  directory: null,
  version: '0.0.0-test',
  ...more,
});

describe('scoreRecorded', () => {
  it('judges every row by every grader and keeps nothing', async () => {
    const result = await scoreRecorded(options(await fileOf(rowsOf(20))));
    expect(result).toMatchObject({
      planned: 20,
      completed: 20,
      unscored: 0,
      interrupted: false,
      directory: null,
    });
    expect(result.warnings).toEqual([]);
    const scores = result.summary.cells.map(({ grader, metrics }) => [grader, metrics['pass@1']?.value]);
    expect(scores).toEqual([
      ['contains', 0.75],
      ['exact', 0.75],
    ]);
  });

  it('takes samples without a row for missing, not for wrong, and says so', async () => {
    const result = await scoreRecorded(options(await fileOf(rowsOf(12))));
    expect(result).toMatchObject({ planned: 20, completed: 12, missing: 8, unscored: 0 });
    expect(result.summary.cells[0]).toMatchObject({
      missing: 8,
      metrics: { 'pass@1': { value: 0.75, samples: 12 } },
    });
    expect(result.warnings).toEqual([
      'b.cot: 8 of 20 samples have no recorded answer; they are left out of the score',
    ]);
  });

  it('takes several rows of one id for its trials', async () => {
    const rows = [...rowsOf(20), ...rowsOf(20).map(row => ({ ...row, text: 'wrong' }))];
    const { summary } = await scoreRecorded(options(await fileOf(rows), { ks: [1, 2] }));
    expect(summary.cells[0]?.metrics).toMatchObject({
      'pass@1': { value: 0.375, trials: 2 },
      'pass@2': { value: 0.75 },
    });
  });

  it('names file, line and id of a row whose sample is not there', async () => {
    const path = await fileOf([...rowsOf(3), { id: 's99', text: 'a' }]);
    await expect(scoreRecorded(options(path))).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: `${path}:4: b has no sample with the id "s99"; ids look like "s0"`,
    });
  });

  it('names hostile ids as text that cannot act on a terminal', async () => {
    const path = await fileOf([{ id: '\u001b[2J\u202e\n', text: 'a' }]);
    await expect(scoreRecorded(options(path))).rejects.toMatchObject({
      message: `${path}:1: b has no sample with the id " "; ids look like "s0"`,
    });
  });

  it('refuses completions of what is not to be scored', async () => {
    async function* foreign(): AsyncGenerator<RecordedCompletion> {
      for await (const completion of recordedCompletions(await fileOf(rowsOf(1)), {
        benchmark: 'b',
        protocol: 'cot',
      })) {
        yield { ...completion, ...addressOf('c', 'cot', 's0', 0) };
      }
    }
    await expect(scoreRecorded(options('', { completions: foreign() }))).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: expect.stringContaining('c.cot is not among what is to be scored'),
    });
  });

  it('opens a sandbox only for graders that run code, once there is something to judge', async () => {
    const tasks = [fakeTask(fakeBenchmark('b', 20), ['runs'])];
    const sandbox = fakeSandbox();
    const openSandbox = async () => {
      sandbox.opened += 1;
      return sandbox;
    };
    await expect(scoreRecorded(options(await fileOf([]), { tasks, openSandbox }))).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: expect.stringContaining('holds no rows'),
    });
    expect(sandbox.opened).toBe(0);
    await scoreRecorded(options(await fileOf(rowsOf(20)), { tasks, openSandbox }));
    expect([sandbox.opened, sandbox.closed, sandbox.ran]).toEqual([1, 1, 20]);
    await expect(
      scoreRecorded(options(await fileOf(rowsOf(20)), { tasks, openSandbox: noSandbox })),
    ).rejects.toMatchObject({ code: 'SANDBOX_MISSING' });
  });

  it('keeps a run directory that can be scored again', async () => {
    const directory = join(await freshDirectory(), 'kept');
    const path = await fileOf(rowsOf(20));
    const kept = { directory, source: path, model: 'somebody' };
    const result = await scoreRecorded(options(path, kept));
    expect((await readdir(directory)).sort()).toEqual([
      'completions',
      'panel',
      'run.json',
      'samples',
      'summary.json',
      'verdicts',
    ]);
    expect(await json(directory, 'run.json')).toMatchObject({
      identity: { backend: 'recorded', model: 'somebody', endpoint: `recorded:${path}` },
      selection: { 'b.cot': { trials: 1, graders: ['exact', 'contains'] } },
    });
    const completions = await records(directory, completionsFile);
    const verdicts = await records(directory, verdictsFile);
    expect(completions).toHaveLength(20);
    expect(keysOf(verdicts)).toEqual(keysOf(completions));
    const { completions: _, ...rest } = options(path);
    const again = await scoreDirectory({ ...rest, directory });
    expect(again.summary.cells.map(({ metrics }) => metrics)).toEqual(
      result.summary.cells.map(({ metrics }) => metrics),
    );
    // The same file once more takes the place of what was there.
    await scoreRecorded(options(path, kept));
    expect(await records(directory, completionsFile)).toHaveLength(20);
    await expect(scoreRecorded(options(path, { ...kept, model: 'other' }))).rejects.toMatchObject({
      code: 'RUN_MISMATCH',
    });
  });

  it('refuses another content for the same directory, naming what differs', async () => {
    const directory = join(await freshDirectory(), 'kept');
    const path = await fileOf(rowsOf(20));
    await scoreRecorded(options(path, { directory, source: path }));
    const before = await readFile(join(directory, 'summary.json'), 'utf8');
    await writeFile(path, '{"id":"s0","text":"other"}\n');
    await expect(scoreRecorded(options(path, { directory, source: path }))).rejects.toMatchObject({
      code: 'RUN_MISMATCH',
      message: `${directory} holds another run: it differs in recorded file`,
      details: [
        expect.anything(),
        expect.stringMatching(/^ {2}recorded file +[0-9a-f]{12}… +[0-9a-f]{12}… +its content$/),
      ],
    });
    expect(await readFile(join(directory, 'summary.json'), 'utf8')).toBe(before);
    expect(await records(directory, completionsFile)).toHaveLength(20);
  });

  it('keeps nothing of what can be read only once', async () => {
    const directory = join(await freshDirectory(), 'kept');
    const path = await fileOf(rowsOf(20));
    await expect(scoreRecorded(options(path, { directory, source: dirname(path) }))).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  it('lets samples differ in trials, here and when the kept directory is scored again', async () => {
    const own = { ...addressOf('b', 'cot', 's19', 5), text: 'answer 19' };
    const rows = [...rowsOf(19), ...rowsOf(3), own];
    const directory = join(await freshDirectory(), 'kept');
    const path = await fileOf(rows);
    const first = await scoreRecorded(options(path, { directory, source: path, ks: [2] }));
    expect(first).toMatchObject({ planned: 23, completed: 23, missing: 0, unscored: 0 });
    const { completions: _, ...rest } = options(path, { ks: [2] });
    const again = await scoreDirectory({ ...rest, directory });
    expect(again).toMatchObject({ planned: 23, completed: 23, missing: 0, unscored: 0 });
    const withoutTime = ({ cells }: typeof first.summary) => cells.map(cell => ({ ...cell, duration_s: 0 }));
    expect(withoutTime(again.summary)).toEqual(withoutTime(first.summary));
    expect(again.warnings).toEqual(first.warnings);
    expect(first.warnings).toEqual([
      'b.cot by exact: pass@2 left out: 17 samples have fewer than 2 scored trials',
      'b.cot by contains: pass@2 left out: 17 samples have fewer than 2 scored trials',
    ]);
  });

  it('writes over no run that was made with a model', async () => {
    const made = runOptions(await freshDirectory());
    await run(made);
    await expect(
      scoreRecorded(options(await fileOf(rowsOf(20)), { directory: made.directory })),
    ).rejects.toMatchObject({ code: 'RUN_MISMATCH' });
  });

  it('leaves nothing where nothing was judged before it was stopped or failed', async () => {
    const directory = join(await freshDirectory(), 'kept');
    const drain = new AbortController();
    drain.abort();
    const path = await fileOf(rowsOf(20));
    const stopped = await scoreRecorded(options(path, { directory, drain: drain.signal }));
    expect(stopped.interrupted).toBe(true);
    expect(await readdir(directory)).toEqual([]);
    await writeFile(path, '{"id":"s0","te');
    await expect(scoreRecorded(options(path, { directory }))).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it('leaves the names of its files to what is whole when it is stopped or fails', async () => {
    const directory = join(await freshDirectory(), 'kept');
    const drain = new AbortController();
    const stopped = await scoreRecorded(
      options(await fileOf(rowsOf(20)), { directory, drain: drain.signal, onProgress: () => drain.abort() }),
    );
    expect(stopped.interrupted).toBe(true);
    expect(await readdir(directory)).toEqual(['unfinished-score']);
    const torn = await fileOf(rowsOf(20));
    await writeFile(torn, '{"id":"s0","text":"a"}\n{"id":"s1","te');
    await expect(scoreRecorded(options(torn, { directory }))).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
    });
    expect(await readdir(directory)).toEqual(['unfinished-score']);
  });

  it('takes a file that was mended after it could not be read', async () => {
    const directory = join(await freshDirectory(), 'kept');
    const path = await fileOf([{ id: 's99', text: 'a' }]);
    const kept = { directory, source: path };
    await expect(scoreRecorded(options(path, kept))).rejects.toMatchObject({ code: 'RECORDS_UNREADABLE' });
    await writeFile(path, '{"id":"s0","text":"answer 0"}\n');
    expect(await scoreRecorded(options(path, kept))).toMatchObject({ completed: 1, missing: 19 });
  });
});

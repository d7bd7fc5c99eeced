import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EurusError, type Summary } from '../../src/core/index.ts';
import { readRunDirectory, run } from '../../src/run/index.ts';
import {
  exact,
  fakeBackend,
  fakeBenchmark,
  fakeTask,
  freshDirectory,
  generated,
  gradedBy,
  rightText,
  runOptions,
} from './fakes.ts';
import { completionsFile, json, keysOf, records, verdictsFile } from './files.ts';

/** Wrong on every fifth sample; `again` marks answers of a later run, which must not replace earlier ones. */
const backendOf = (again = '') =>
  fakeBackend(request => {
    const text = Number(request.id.slice(1)) % 5 === 0 ? 'wrong' : rightText(request);
    return generated(text, { model: `fake${again}` });
  });

const scores = async (directory: string) => {
  const { cells } = await json<Summary>(directory, 'summary.json');
  return JSON.parse(JSON.stringify(cells), (name, value) => (name === 'duration_s' ? 0 : value));
};

describe('run on a directory that is there', () => {
  it('asks and judges nothing again when all is done', async () => {
    const options = runOptions(await freshDirectory());
    const first = await run(options);
    const before = await readFile(join(options.directory, completionsFile), 'utf8');
    const backend = fakeBackend();
    const second = await run({ ...options, backend });
    expect(backend.asked).toEqual([]);
    expect(second.summary).toEqual(first.summary);
    expect(await readFile(join(options.directory, completionsFile), 'utf8')).toBe(before);
    expect(await records(options.directory, verdictsFile)).toHaveLength(20);
  });

  it('ends the same after a kill at any byte of any file', async () => {
    const undisturbed = runOptions(await freshDirectory(), { backend: backendOf() });
    await run(undisturbed);
    const wanted = await scores(undisturbed.directory);
    const completions = await readFile(join(undisturbed.directory, completionsFile));
    const verdicts = await readFile(join(undisturbed.directory, verdictsFile));
    const { directory } = undisturbed;
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    for (let round = 0; round < 40; round += 1) {
      // What is on disk of verdicts is of completions that were on disk before.
      await truncate(join(directory, completionsFile), random(completions.length + 1));
      await truncate(join(directory, verdictsFile), random(verdicts.length + 1));
      if (round % 3 === 0) await rm(join(directory, 'summary.json'));
      if (round % 5 === 0) await writeFile(join(directory, 'summary.json.tmp'), '{"cel');
      const { completed, unscored } = await run({ ...undisturbed, backend: backendOf() });
      expect([completed, unscored]).toEqual([20, 0]);
      const kept = keysOf(await records(directory, completionsFile));
      expect(kept).toEqual(Array.from({ length: 20 }, (_, i) => `b.cot/s${i}/0`).sort());
      expect(keysOf(await records(directory, verdictsFile))).toEqual(kept);
      expect(await scores(directory)).toEqual(wanted);
    }
  });

  it('asks only for what is missing, and keeps what earlier answers said', async () => {
    const options = runOptions(await freshDirectory(), { backend: backendOf() });
    await run(options);
    const path = join(options.directory, completionsFile);
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, `${lines.slice(0, 12).join('\n')}\n${lines[12]?.slice(0, 40)}`);
    const backend = backendOf('-again');
    await run({ ...options, backend });
    expect(backend.asked).toHaveLength(8);
    const models = (await records(options.directory, completionsFile)).map(({ model }) => model);
    expect(models.filter(model => model === 'fake')).toHaveLength(12);
    expect(models.filter(model => model === 'fake-again')).toHaveLength(8);
  });

  it('keeps a last record that is whole and lacks only its newline', async () => {
    const options = runOptions(await freshDirectory());
    await run(options);
    const path = join(options.directory, completionsFile);
    await truncate(path, (await readFile(path)).length - 1);
    const backend = fakeBackend();
    await run({ ...options, backend });
    expect(backend.asked).toEqual([]);
    expect(await records(options.directory, completionsFile)).toHaveLength(20);
  });

  it('drops a tail of zero bytes, as a loss of power leaves it', async () => {
    const options = runOptions(await freshDirectory());
    await run(options);
    await appendFile(join(options.directory, completionsFile), Buffer.alloc(5000));
    await run(options);
    expect(await records(options.directory, completionsFile)).toHaveLength(20);
  });

  it('names the file and line of damage that no kill explains', async () => {
    const options = runOptions(await freshDirectory());
    await run(options);
    const path = join(options.directory, completionsFile);
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, [lines[0], '{"key":', ...lines.slice(1)].join('\n'));
    await expect(run(options)).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: `${path}:2: the line is not a record of eurus-eval`,
    });
  });

  it('drops a second completion of one key', async () => {
    const options = runOptions(await freshDirectory());
    await run(options);
    const path = join(options.directory, completionsFile);
    const [first] = (await readFile(path, 'utf8')).split('\n');
    await appendFile(path, `${first}\n`);
    expect((await run(options)).completed).toBe(20);
    expect(await records(options.directory, completionsFile)).toHaveLength(20);
  });

  it('judges what has a completion and no verdict, without asking', async () => {
    const options = runOptions(await freshDirectory(), { backend: backendOf() });
    await run(options);
    const wanted = await scores(options.directory);
    await rm(join(options.directory, verdictsFile));
    const backend = fakeBackend();
    await run({ ...options, backend });
    expect(backend.asked).toEqual([]);
    expect(await scores(options.directory)).toEqual(wanted);
  });

  it('judges again what was unscored, and keeps one verdict a key', async () => {
    let broken = true;
    const flaky = {
      ...exact,
      score: (...args: Parameters<typeof exact.score>) => {
        if (broken && args[0].sample.id === 's3') throw new Error('a bug of ours');
        return exact.score(...args);
      },
    };
    const benchmark = fakeBenchmark('b', 5, {
      protocols: gradedBy({ exact: flaky }),
    });
    const options = runOptions(await freshDirectory(), { tasks: [fakeTask(benchmark)] });
    const first = await run(options);
    expect(first.unscored).toBe(1);
    expect(first.summary.cells[0]).toMatchObject({
      counts: { unscored: 1 },
      metrics: { 'pass@1': { samples: 4 } },
    });
    const reasons = (await records(options.directory, verdictsFile)).filter(({ id }) => id === 's3');
    expect(reasons).toEqual([
      expect.objectContaining({ verdict: 'unscored', reason: 'the grader failed: a bug of ours' }),
    ]);
    broken = false;
    const backend = fakeBackend();
    const second = await run({ ...options, backend });
    expect(second.unscored).toBe(0);
    expect(backend.asked).toEqual([]);
    const verdicts = await records(options.directory, verdictsFile);
    expect(verdicts).toHaveLength(5);
    expect(verdicts.every(({ verdict }) => verdict === 'correct')).toBe(true);
  });

  it('asks again for what failed, and leaves no trace of the failure', async () => {
    let down = true;
    const backend = fakeBackend(request => {
      if (down && request.id === 's2') throw new EurusError('ENDPOINT_FAILED', 'status 500');
      return generated(rightText(request));
    });
    const options = runOptions(await freshDirectory(), { backend, concurrency: 1 });
    const first = await run(options);
    expect(first).toMatchObject({ completed: 20, unscored: 1 });
    down = false;
    const second = await run(options);
    expect(second).toMatchObject({ completed: 20, unscored: 0 });
    expect(backend.asked.filter(key => key === 'b.cot/s2/0')).toHaveLength(2);
    const completions = await records(options.directory, completionsFile);
    expect(completions).toHaveLength(20);
    expect(completions.every(({ error }) => error === null)).toBe(true);
    await run(options);
    expect(await records(options.directory, verdictsFile)).toHaveLength(20);
  });

  it('takes no verdict for that of an answer that was made anew since', async () => {
    const both = [fakeTask(fakeBenchmark('b', 4), ['exact', 'contains'])];
    const options = runOptions(await freshDirectory(), { tasks: both });
    await run(options);
    const path = join(options.directory, completionsFile);
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, lines.filter(line => !line.includes('"s2"')).join('\n'));
    const backend = fakeBackend(() => generated('something else'));
    const { summary } = await run({ ...options, backend, tasks: [fakeTask(fakeBenchmark('b', 4))] });
    expect(summary.cells[0]?.metrics['pass@1']?.value).toBe(0.75);
    const { summary: second } = await run(options);
    expect(second.cells.map(({ grader, metrics }) => [grader, metrics['pass@1']?.value])).toEqual([
      ['contains', 0.75],
      ['exact', 0.75],
    ]);
    await run(options);
    expect(await records(options.directory, 'verdicts', 'b.cot.contains.jsonl')).toHaveLength(4);
  });

  it.each([
    ['of another benchmark', { benchmark: 'c' }, 'the record is of c.cot, expected b.cot'],
    ['with the key of another', { key: 'b.cot/s1/0' }, 'the key is "b.cot/s1/0", expected "b.cot/s0/0"'],
  ])('refuses a record %s, naming file and line', async (_name, change, message) => {
    for (const file of [completionsFile, verdictsFile]) {
      const options = runOptions(await freshDirectory(), { concurrency: 1 });
      await run(options);
      const path = join(options.directory, file);
      const [first = '', ...rest] = (await readFile(path, 'utf8')).split('\n');
      await writeFile(path, [JSON.stringify({ ...JSON.parse(first), ...change }), ...rest].join('\n'));
      await expect(run(options)).rejects.toMatchObject({
        code: 'RECORDS_UNREADABLE',
        message: `${path}:1: ${message}`,
      });
    }
  });

  it('keeps the numbers of a whole run when a later command looks at a few samples', async () => {
    const options = runOptions(await freshDirectory());
    const whole = await run(options);
    const few = { trials: 1, limit: { from: 0, to: 2 }, ids: null };
    const result = await run({ ...options, selection: few });
    expect(result.summary.cells[0]?.metrics['pass@1']?.samples).toBe(2);
    const { summary } = await readRunDirectory(options.directory);
    expect(summary).toEqual(whole.summary);
  });

  it('says which pass@k it leaves out, and why', async () => {
    const backend = fakeBackend(request => {
      if (request.key === 'b.cot/s1/2') throw new EurusError('ENDPOINT_FAILED', 'no');
      return generated(rightText(request));
    });
    const selection = { trials: 4, limit: { from: 0, to: 3 }, ids: null };
    const options = runOptions(await freshDirectory(), { backend, selection, ks: [2, 4], concurrency: 1 });
    const { summary, warnings } = await run(options);
    expect(Object.keys(summary.cells[0]?.metrics ?? {})).toEqual(['pass@1', 'pass@2', 'pass^2']);
    expect(warnings).toContain('b.cot by exact: pass@4 left out: 1 sample has fewer than 4 scored trials');
  });

  it('adds benchmarks, trials, graders and rows to a run', async () => {
    const options = runOptions(await freshDirectory(), {
      selection: { trials: 1, limit: { from: 0, to: 5 }, ids: null },
    });
    await run(options);
    const benchmark = fakeBenchmark('b', 20);
    const backend = fakeBackend();
    const more = {
      ...options,
      backend,
      tasks: [fakeTask(benchmark, ['contains', 'exact']), fakeTask(fakeBenchmark('c', 3))],
      selection: { trials: 2, limit: null, ids: null },
    };
    const { summary, planned } = await run(more);
    expect(planned).toBe(46);
    expect(backend.asked).toHaveLength(41);
    expect(summary.cells.map(cell => [cell.benchmark, cell.grader, cell.metrics['pass@1']?.trials])).toEqual([
      ['b', 'contains', 2],
      ['b', 'exact', 2],
      ['c', 'exact', 2],
    ]);
    const smaller = await run({ ...options, backend: fakeBackend() });
    expect(smaller).toMatchObject({ planned: 5, completed: 5 });
    expect(await records(options.directory, completionsFile)).toHaveLength(40);
    expect(await records(options.directory, verdictsFile)).toHaveLength(40);
    // Cells of tasks and graders that this command is not about stay in the file.
    const { cells } = await json<Summary>(options.directory, 'summary.json');
    expect(cells.map(({ benchmark, grader }) => `${benchmark} ${grader}`)).toEqual([
      'b contains',
      'b exact',
      'c exact',
    ]);
  });

  it('judges anew when a grader has a new version', async () => {
    const options = runOptions(await freshDirectory(), { backend: fakeBackend(() => generated('ANSWER')) });
    expect((await run(options)).summary.cells[0]?.metrics['pass@1']?.value).toBe(0);
    const lenient = {
      ...exact,
      version: 2,
      score: () => ({ verdict: 'correct', reason: 'all', outcome: null }) as const,
    };
    const protocols = gradedBy({ exact: lenient });
    const tasks = [fakeTask(fakeBenchmark('b', 20, { protocols }))];
    const backend = fakeBackend();
    const { summary } = await run({ ...options, tasks, backend });
    expect(backend.asked).toEqual([]);
    expect(summary.cells[0]?.metrics['pass@1']?.value).toBe(1);
  });
});

import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { userTurn } from '../../src/core/index.ts';
import { planRun, promptOf, run, type Selection } from '../../src/run/index.ts';
import { planTasks } from '../../src/run/plan.ts';
import { promptSha256 } from '../../src/run/prompt.ts';
import {
  exact,
  fakeBackend,
  fakeBenchmark,
  fakeData,
  fakeTask,
  freshDirectory,
  gradedBy,
  greedyProtocol,
  runOptions,
} from './fakes.ts';
import { completionsFile, records } from './files.ts';

const task = fakeTask(fakeBenchmark('b', 10));
const selected = async (selection: Partial<Selection>, tasks = [task]): Promise<string[][]> => {
  const planned = await planTasks(tasks, fakeData, { trials: 1, limit: null, ids: null, ...selection }, {});
  return planned.map(({ samples }) => samples.map(({ id }) => id));
};

describe('planTasks', () => {
  it('takes rows from one number to another', async () => {
    expect(await selected({ limit: { from: 2, to: 4 } })).toEqual([['s2', 's3']]);
    expect(await selected({ limit: { from: 8, to: 99 } })).toEqual([['s8', 's9']]);
  });

  it('takes the named ids, of the tasks that have them, in the order of the data', async () => {
    const tasks = [task, fakeTask(fakeBenchmark('c', 3))];
    expect(await selected({ ids: ['s9', 's1'] }, tasks)).toEqual([['s1', 's9'], ['s1']]);
    expect(await selected({ ids: ['s9'] }, tasks)).toEqual([['s9']]);
  });

  it('refuses what selects nothing', async () => {
    await expect(selected({ ids: ['s1', 'nope'] })).rejects.toMatchObject({
      code: 'UNKNOWN_NAME',
      message: 'no sample of b has the id "nope"',
      hint: 'Ids look like "s0".',
    });
    await expect(selected({ limit: { from: 10, to: 12 } })).rejects.toMatchObject({
      code: 'USAGE',
      message: 'b: rows 11 to 12 are not in it: the data here has 10 samples',
    });
  });

  it('refuses data in which an id stands twice', async () => {
    const twice = fakeBenchmark('b', 4, {
      sample: ({ value }) => ({ id: `s${Number(value) % 3}`, input: '', target: '' }),
    });
    await expect(selected({}, [fakeTask(twice)])).rejects.toMatchObject({
      code: 'DATA_FIELD',
      message: 'b.jsonl row 3: the id "s0" is already that of b.jsonl row 0',
    });
  });

  it('shows the first rows of the example data, as many as the protocol wants', async () => {
    const fewShot = {
      ...greedyProtocol,
      shots: 2,
      prompt: (sample: { input: string }, shots: readonly { input: string }[]) =>
        userTurn([...shots, sample].map(({ input }) => input).join('|')),
    };
    const shots = fakeBenchmark('train', 3).dataset;
    const benchmark = fakeBenchmark('b', 2, { protocols: { cot: fewShot }, shots });
    const asked = { data: fakeData, id: 's1', system: null, overrides: {} };
    expect((await promptOf({ ...asked, task: fakeTask(benchmark) })).prompt).toEqual(
      userTurn('question 0|question 1|question 1'),
    );
    const few = fakeBenchmark('b', 2, { protocols: { cot: { ...fewShot, shots: 4 } }, shots });
    await expect(promptOf({ ...asked, task: fakeTask(few) })).rejects.toMatchObject({ code: 'DATA_MISSING' });
  });
});

describe('planRun', () => {
  it('says what would be asked and judged, and writes nothing', async () => {
    const directory = await freshDirectory();
    const options = runOptions(directory, { selection: { trials: 3, limit: null, ids: null } });
    expect(await planRun(options)).toEqual({
      directory: options.directory,
      model: 'fake-model',
      requests: 60,
      tasks: [
        {
          benchmark: 'b',
          protocol: 'cot',
          graders: ['exact'],
          samples: 20,
          trials: 3,
          done: 0,
          reused: 0,
          requests: 60,
          to_score: 0,
        },
      ],
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it('counts what a grader of another version has to judge anew', async () => {
    const options = runOptions(await freshDirectory());
    await run(options);
    const protocols = gradedBy({ exact: { ...exact, version: 2 } });
    const tasks = [fakeTask(fakeBenchmark('b', 20, { protocols }))];
    expect((await planRun({ ...options, tasks })).tasks[0]).toMatchObject({ requests: 0, to_score: 20 });
    expect((await planRun(options)).tasks[0]).toMatchObject({ requests: 0, to_score: 0 });
  });

  it('refuses more trials than it can keep track of', async () => {
    const selection = { trials: 10_000_000, limit: null, ids: null };
    await expect(planRun(runOptions(await freshDirectory(), { selection }))).rejects.toMatchObject({
      code: 'USAGE',
      message: 'b.cot: 20 samples × 10000000 trials are too many for one run',
    });
  });

  it('counts what is there, and refuses another run as a run would', async () => {
    const options = runOptions(await freshDirectory());
    await run(options);
    const tasks = [fakeTask(fakeBenchmark('b', 20), ['exact', 'contains'])];
    const selection = { trials: 2, limit: null, ids: null };
    const { tasks: planned } = await planRun({ ...options, tasks, selection });
    expect(planned[0]).toMatchObject({ done: 20, requests: 20, to_score: 20 });
    await expect(planRun({ ...options, seed: 1 })).rejects.toMatchObject({ code: 'RUN_MISMATCH' });
    expect(await readdir(join(options.directory, 'verdicts'))).toEqual(['b.cot.exact.jsonl']);
  });
});

describe('promptOf', () => {
  it('gives the prompt of the first sample, or of the one named', async () => {
    const options = { task, data: fakeData, system: null, overrides: { maxTokens: 5 } };
    expect(await promptOf({ ...options, id: null })).toMatchObject({
      address: { key: 'b.cot/s0/0' },
      prompt: userTurn('question 0'),
      generation: { maxTokens: 5, temperature: 0 },
    });
    expect((await promptOf({ ...options, id: 's4' })).address.id).toBe('s4');
    await expect(promptOf({ ...options, id: 'x' })).rejects.toMatchObject({ code: 'UNKNOWN_NAME' });
  });

  it('refuses a system message where the prompt is raw text', async () => {
    const protocols = { cot: { ...greedyProtocol, prompt: () => ({ kind: 'text' as const, text: 'Q:' }) } };
    const raw = fakeTask(fakeBenchmark('b', 1, { protocols }));
    await expect(
      promptOf({ task: raw, data: fakeData, id: null, system: 's', overrides: {} }),
    ).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('b.cot is asked as raw text'),
    });
    await expect(
      run(runOptions(await freshDirectory(), { tasks: [raw], system: 's' })),
    ).rejects.toMatchObject({
      code: 'USAGE',
    });
  });
});

describe('promptSha256', () => {
  it('is that of the canonical JSON: keys sorted, nothing between tokens', async () => {
    const canonical = '{"kind":"chat","messages":[{"content":"hi","role":"user"}],"prefill":"a"}';
    const expected = createHash('sha256').update(canonical).digest('hex');
    expect(promptSha256(userTurn('hi', 'a'))).toBe(expected);
    const reordered = {
      prefill: 'a',
      messages: [{ content: 'hi', role: 'user' as const }],
      kind: 'chat' as const,
    };
    expect(promptSha256(reordered)).toBe(expected);
  });

  it('is written with each completion', async () => {
    const options = runOptions(await freshDirectory(), { backend: fakeBackend() });
    await run(options);
    const found = await records(options.directory, completionsFile);
    const hash = promptSha256(userTurn('question 5'));
    expect(found.find(({ id }) => id === 's5')?.prompt_sha256).toBe(hash);
  });
});

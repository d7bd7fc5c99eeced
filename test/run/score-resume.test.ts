import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { addressOf, type Grader, type Sandbox, type SandboxFacts } from '../../src/core/index.ts';
import {
  type OpenJudging,
  type RunResult,
  recordedCompletions,
  run,
  type ScoreRecordedOptions,
  scoreDirectory,
  scoreRecorded,
} from '../../src/run/index.ts';
import { createScoring } from '../../src/run/scoring.ts';
import {
  contains,
  exact,
  fakeBackend,
  fakeBenchmark,
  fakeData,
  fakeSandbox,
  fakeTask,
  freshDirectory,
  generated,
  gradedBy,
  noSandbox,
  rightText,
  runOptions,
  runs,
} from './fakes.ts';
import { json, records } from './files.ts';

const samples = 60;
const trials = 2;
const total = samples * trials;
const files = ['exact', 'contains'].map(grader => `b.cot.${grader}.jsonl`);

/** Judges as another grader does, after a while that puts answers in another order; tells of each that it is asked for. */
const slowly = (grader: Grader, judged: string[], more: Partial<Grader> = {}): Grader => ({
  ...grader,
  ...more,
  score: async (attempt, execute) => {
    const { key } = attempt.completion;
    judged.push(key);
    await sleep((key.length * 7 + Number(/\d+/.exec(key)?.[0] ?? 0) * 5) % 4);
    return (more.score ?? grader.score)(attempt, execute);
  },
});

type Judging = {
  /** Keys in the order in which `exact` was asked for them. */
  readonly judged: string[];
  readonly said: string[];
  /** Where the run directory is. */
  readonly directory: string;
  /** @param stopAfter verdicts of `exact` */
  score(more?: Partial<ScoreRecordedOptions>, stopAfter?: number): Promise<RunResult>;
};

const taskOf = (judged: string[], more: Partial<Grader> = {}, graders = ['exact', 'contains']) =>
  fakeTask(
    fakeBenchmark('b', samples, {
      protocols: gradedBy({ exact: slowly(exact, judged, more), contains: slowly(contains, []), runs }),
    }),
    graders,
  );

const rows = Array.from({ length: total }, (_, place) => {
  // Not the order of the data, and the trials of a sample apart.
  const sample = (place * 7) % samples;
  return { id: `s${sample}`, text: place % 5 === 0 ? `It is answer ${sample}` : `answer ${sample}` };
});

const writeRows = (path: string, its: readonly object[]): Promise<void> =>
  writeFile(path, its.map(row => `${JSON.stringify(row)}\n`).join(''));

/** Stops when so many verdicts have been given. */
const stopper = (judged: readonly string[], stopAfter: number | undefined) => {
  const drain = new AbortController();
  const onProgress = (): void => {
    if (stopAfter !== undefined && judged.length >= stopAfter) drain.abort();
  };
  return { drain: drain.signal, onProgress };
};

const ofFile = async (): Promise<Judging & { readonly path: string }> => {
  const folder = await freshDirectory();
  const [path, directory] = [join(folder, 'outputs.jsonl'), join(folder, 'kept')];
  await writeRows(path, rows);
  const [judged, said]: [string[], string[]] = [[], []];
  return {
    ...{ judged, said, directory, path },
    score: (more = {}, stopAfter) =>
      scoreRecorded({
        completions: recordedCompletions(path, { benchmark: 'b', protocol: 'cot' }),
        tasks: [taskOf(judged)],
        ...{
          data: fakeData,
          openSandbox: noSandbox,
          scoreConcurrency: 4,
          version: '0',
          directory,
          source: path,
        },
        onNotice: line => said.push(line),
        ...stopper(judged, stopAfter),
        ...more,
      }),
  };
};

const ofDirectory = async (): Promise<Judging> => {
  const options = runOptions(await freshDirectory(), {
    tasks: [fakeTask(fakeBenchmark('b', samples))],
    selection: { trials, limit: null, ids: null },
    backend: fakeBackend(request =>
      generated(request.trial === 1 ? `It is ${rightText(request)}` : rightText(request)),
    ),
    concurrency: 7,
  });
  await run(options);
  const { directory } = options;
  const [judged, said]: [string[], string[]] = [[], []];
  return {
    ...{ judged, said, directory },
    score: ({ completions: _, directory: _none, ...more } = {}, stopAfter) =>
      scoreDirectory({
        ...{
          tasks: [taskOf(judged)],
          data: fakeData,
          openSandbox: noSandbox,
          scoreConcurrency: 4,
          version: '0',
        },
        directory,
        onNotice: line => said.push(line),
        ...stopper(judged, stopAfter),
        ...more,
      }),
  };
};

const unfinished = 'unfinished-score';
const timeless = (text: string): unknown =>
  text
    .trimEnd()
    .split('\n')
    .map(line =>
      JSON.parse(line, (name, value) =>
        ['duration_ms', 'cpu_ms', 'waited_ms', 'peak_memory_mb', 'duration_s'].includes(name) ? undefined : value,
      ),
    );

/** What is in a run directory, apart from measured times. */
const contentOf = async (directory: string): Promise<Readonly<Record<string, unknown>>> => {
  const names = (await readdir(directory, { recursive: true }))
    .filter(name => name.endsWith('.jsonl'))
    .sort();
  const summary = JSON.stringify(await json(directory, 'summary.json'));
  return Object.fromEntries([
    ['summary', timeless(summary)],
    ...(await Promise.all(
      names.map(async name => [name, timeless(await readFile(join(directory, name), 'utf8'))] as const),
    )),
  ]);
};

const keysIn = async (directory: string, ...path: readonly string[]): Promise<readonly unknown[]> =>
  (await records(directory, ...path)).map(({ key }) => key);

const goesOn = (count: number): string =>
  `Going on: ${count} verdicts are there from the same command, which was stopped.`;

describe.each([
  ['recorded outputs', ofFile],
  ['a run directory', ofDirectory],
] as const)('scoring %s', (_name, start) => {
  it('goes on where it was stopped, and ends as if it had not been', async () => {
    const [calm, stopped] = [await start(), await start()];
    await calm.score();
    const { judged, said, directory, score } = stopped;
    const before = (await readdir(directory).catch((): string[] => [])).includes('verdicts')
      ? await readFile(join(directory, 'verdicts', files[0] ?? ''), 'utf8')
      : null;
    for (let round = 0; round < 4; round += 1) {
      const [until, asked] = [judged.length + 10, judged.length];
      const there = new Set(
        round === 0 ? [] : await keysIn(directory, unfinished, 'verdicts', files[0] ?? ''),
      );
      expect((await score({}, until)).interrupted).toBe(true);
      // What has a verdict is not judged again.
      expect(judged.slice(asked).filter(key => there.has(key))).toEqual([]);
      if (before !== null)
        expect(await readFile(join(directory, 'verdicts', files[0] ?? ''), 'utf8')).toBe(before);
    }
    const counted = (
      await Promise.all(files.map(name => records(directory, unfinished, 'verdicts', name)))
    ).flat();
    said.length = 0;
    const result = await score();
    expect(said).toEqual([goesOn(counted.length)]);
    expect(result.interrupted).toBe(false);
    expect(judged).toHaveLength(total);
    expect(await contentOf(directory)).toEqual(await contentOf(calm.directory));
    expect(await readdir(directory)).not.toContain(unfinished);
  });

  it('begins anew once all is done', async () => {
    const { judged, said, score } = await start();
    await score();
    await score();
    expect(judged).toHaveLength(2 * total);
    expect(said).toEqual([]);
  });

  it('writes the lines in the order of the completions, whatever order they are judged in', async () => {
    const contents: unknown[] = [];
    for (const scoreConcurrency of [1, 16]) {
      const { directory, score } = await start();
      await score({ scoreConcurrency });
      for (const name of files) {
        expect(await keysIn(directory, 'verdicts', name)).toEqual(
          await keysIn(directory, 'completions', 'b.cot.jsonl'),
        );
      }
      const { summary, ...lines } = await contentOf(directory);
      // The fake model of a run is answered in any order.
      contents.push(start === ofFile ? { summary, ...lines } : summary);
    }
    expect(contents[1]).toEqual(contents[0]);
  });

  const changed: readonly [string, (judging: Judging) => Partial<ScoreRecordedOptions>, string][] = [
    [
      'a grader of another version',
      ({ judged }) => ({ tasks: [taskOf(judged, { version: 2 })] }),
      '(b.cot graders exact 1 → 2)',
    ],
    [
      'other graders',
      ({ judged }) => ({ tasks: [taskOf(judged, {}, ['exact'])] }),
      '(b.cot graders contains 1 → none)',
    ],
    [
      'another gold answer',
      ({ judged }) => {
        const task = taskOf(judged);
        const sample: typeof task.benchmark.sample = row => ({ ...task.benchmark.sample(row), target: 'x' });
        return { tasks: [{ ...task, benchmark: { ...task.benchmark, sample } }] };
      },
      '…)',
    ],
    ['another version of eurus-eval', () => ({ version: '1' }), '(eurus_eval "0" → "1")'],
    ['other code', () => ({ code: { graders: 'ab' } }), '(code none → {"graders":"ab"})'],
  ];
  it.each(changed)('begins anew with %s, and says so', async (_what, more, difference) => {
    const judging = await start();
    const { judged, said, score, directory } = judging;
    await score({}, 20);
    const asked = judged.length;
    await score(more(judging));
    expect(judged).toHaveLength(asked + total);
    expect(said).toEqual([
      expect.stringMatching(/^\S+unfinished-score is of other work \(.*\): judging from the start\.$/),
    ]);
    expect(said[0]).toContain(difference);
    expect(await readdir(directory)).not.toContain(unfinished);
  });

  it('cuts off a last line that is torn, and judges again what it and lines that are no verdict held', async () => {
    const [calm, { judged, directory, score }] = [await start(), await start()];
    await calm.score();
    await score({}, 30);
    const path = join(directory, unfinished, 'verdicts', files[0] ?? '');
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const there = await keysIn(directory, unfinished, 'verdicts', files[0] ?? '');
    // One in the middle is damaged, the last one is half there.
    lines[3] = lines[3]?.replace('"verdict":', '"ver":') ?? '';
    await writeFile(path, lines.join('\n'));
    await truncate(path, Buffer.byteLength(lines.join('\n')) - 20);
    const asked = judged.length;
    await score();
    const again = judged.slice(asked);
    expect(again.filter(key => there.includes(key)).sort()).toEqual([there[3], there.at(-1)].sort());
    expect(await contentOf(directory)).toEqual(await contentOf(calm.directory));
  });

  it('takes a last line without its newline for whole', async () => {
    const [calm, { judged, directory, score }] = [await start(), await start()];
    await calm.score();
    await score({}, 30);
    const path = join(directory, unfinished, 'verdicts', files[0] ?? '');
    const text = await readFile(path, 'utf8');
    await truncate(path, Buffer.byteLength(text) - 1);
    await score();
    expect(judged).toHaveLength(total);
    expect(await contentOf(directory)).toEqual(await contentOf(calm.directory));
  });

  it('judges again what could not be judged', async () => {
    const [calm, { judged, directory, score }] = [await start(), await start()];
    await calm.score();
    let isBroken = true;
    const score7: Grader['score'] = (attempt, execute) => {
      if (isBroken && attempt.sample.id === 's7') throw new Error('a bug of ours');
      return exact.score(attempt, execute);
    };
    const tasks = [taskOf(judged, { score: score7 })];
    expect((await score({ tasks }, 100)).interrupted).toBe(true);
    const lost = judged.filter(key => key.includes('/s7/')).length;
    expect(lost).toBeGreaterThan(0);
    isBroken = false;
    expect((await score({ tasks })).unscored).toBe(0);
    expect(judged).toHaveLength(total + lost);
    expect(await contentOf(directory)).toEqual(await contentOf(calm.directory));
  });

  it('passes over what is left of other work and cannot be told', async () => {
    const { judged, said, directory, score } = await start();
    await score({}, 20);
    await writeFile(join(directory, unfinished, 'work.json'), '{"work": {');
    const asked = judged.length;
    await score();
    expect(judged).toHaveLength(asked + total);
    expect(said).toEqual([]);
  });

  it('goes on after a failure between the verdicts and the summary, with files that have their names or have not', async () => {
    const [calm, { judged, said, directory, score }] = [await start(), await start()];
    await calm.score();
    const inTheWay = join(directory, 'summary.json');
    await rm(inTheWay, { force: true });
    await mkdir(inTheWay, { recursive: true });
    await expect(score()).rejects.toMatchObject({ code: 'DISK_DENIED' });
    expect(judged).toHaveLength(total);
    await rmdir(inTheWay);
    // As if it had been killed after the first of two files had taken its name.
    const [, second = ''] = files;
    await mkdir(join(directory, unfinished, 'verdicts'), { recursive: true });
    await rename(join(directory, 'verdicts', second), join(directory, unfinished, 'verdicts', second));
    await score();
    expect(judged).toHaveLength(total);
    expect(said).toEqual([goesOn(2 * total)]);
    expect(await contentOf(directory)).toEqual(await contentOf(calm.directory));
    expect(await readdir(directory)).not.toContain(unfinished);
  });

  it('asks for the sandbox before it goes on, and begins anew in another', async () => {
    const { said, score } = await start();
    let python = '3.1.0';
    const sandbox = fakeSandbox();
    const openSandbox = async (): Promise<Sandbox> => ({ ...sandbox, python, run: sandbox.run });
    const judged: string[] = [];
    const tasks = [taskOf(judged, {}, ['exact', 'runs'])];
    const stop = (after: number) => stopper(judged, after);
    await score({ tasks, openSandbox, ...stop(20) });
    await score({ tasks, openSandbox, ...stop(40) });
    expect(said).toEqual([expect.stringContaining('Going on: ')]);
    python = '3.2.0';
    const asked = judged.length;
    await score({ tasks, openSandbox });
    expect(said[1]).toContain('(sandbox python "3.1.0" → "3.2.0"): judging from the start.');
    expect(judged).toHaveLength(asked + total);
  });
});

/** Judges as a queue does whose workers have a sandbox: says so with the first verdict, and what it was asked for. */
const elsewhere =
  (python: string, asked: unknown[]): OpenJudging =>
  async ({ sandbox, onSandbox, halt }) => {
    asked.push(sandbox);
    let facts: SandboxFacts | null = null;
    const execute = fakeSandbox().run;
    return {
      scoring: record =>
        createScoring({
          ...{ execute, concurrency: 4, halt },
          record: async (verdict, job) => {
            const isFirst = facts === null;
            facts = { name: 'native', python };
            if (isFirst) await onSandbox?.(facts);
            await record(verdict, job);
          },
        }),
      prepare: async () => true,
      sandbox: () => facts,
      close: async () => {},
    };
  };

describe.each([
  ['recorded outputs', ofFile],
  ['a run directory', ofDirectory],
] as const)('scoring %s elsewhere', (_name, start) => {
  it('asks for the sandbox in which the verdicts were given that are there', async () => {
    const { judged, said, score, directory } = await start();
    const tasks = [taskOf(judged, {}, ['exact', 'runs'])];
    const asked: unknown[] = [];
    const openJudging = elsewhere('3.1.0', asked);
    await score({ tasks, openJudging }, 20);
    await score({ tasks, openJudging }, 40);
    await score({ tasks, openJudging });
    const before = { name: 'native', python: '3.1.0', slowdown: 1 };
    expect(asked).toEqual([null, before, before]);
    expect(judged).toHaveLength(total);
    expect(said.filter(line => line.startsWith('Going on: '))).toHaveLength(2);
    expect(await json(directory, 'run.json')).toMatchObject({ environment: { sandbox: before } });
  });

  it('begins anew where another kind of sandbox is asked for', async () => {
    const { judged, said, score } = await start();
    const tasks = [taskOf(judged, {}, ['exact', 'runs'])];
    const asked: unknown[] = [];
    await score({ tasks, openJudging: elsewhere('3.1.0', asked) }, 20);
    const before = judged.length;
    await score({ tasks, openJudging: elsewhere('3.1.0', asked), sandboxName: 'wasm' });
    expect(asked).toEqual([null, null]);
    expect(judged).toHaveLength(before + total);
    expect(said).toEqual([expect.stringContaining('is of other work (sandbox ')]);
  });
});

describe('scoring recorded outputs', () => {
  it('judges again each answer that is another by now, and goes on with the rest', async () => {
    const { path, judged, directory, score } = await ofFile();
    await score({}, 30);
    const there = await keysIn(directory, unfinished, 'verdicts', files[0] ?? '');
    const mended = rows.map((row, place) => (place % 4 === 0 ? { ...row, text: 'other' } : row));
    await writeRows(path, mended);
    const asked = judged.length;
    await score();
    const trialsSeen = new Map<string, number>();
    const other = mended.flatMap(({ id, text }) => {
      const trial = trialsSeen.get(id) ?? 0;
      trialsSeen.set(id, trial + 1);
      return text === 'other' ? [String(addressOf('b', 'cot', id, trial).key)] : [];
    });
    const again = judged.slice(asked).filter(key => there.includes(key));
    expect(again.sort()).toEqual(other.filter(key => there.includes(key)).sort());
    expect((await records(directory, 'verdicts', files[0] ?? '')).map(({ verdict }) => verdict)).toEqual(
      mended.map(({ text }) => (text.startsWith('answer') ? 'correct' : 'incorrect')),
    );
  });

  it('takes nothing of another file over', async () => {
    const { path, judged, directory, score } = await ofFile();
    await score({}, 30);
    const others = rows.slice(0, 40).map(({ id }) => ({ id, text: 'quite another' }));
    await writeRows(path, others);
    const asked = judged.length;
    const { summary } = await score();
    expect(judged).toHaveLength(asked + others.length);
    expect(summary.cells[0]?.counts).toMatchObject({ correct: 0, incorrect: others.length });
    expect(await records(directory, 'verdicts', files[0] ?? '')).toHaveLength(others.length);
  });

  it('goes on after a row that could not be read was mended', async () => {
    const { path, judged, directory, score } = await ofFile();
    await appendFile(path, '{"id": "s0", "te');
    await expect(score()).rejects.toMatchObject({ code: 'RECORDS_UNREADABLE' });
    const there = await keysIn(directory, unfinished, 'verdicts', files[0] ?? '');
    expect(there.length).toBeGreaterThan(0);
    await writeRows(path, rows);
    const asked = judged.length;
    await score();
    expect(judged.slice(asked).filter(key => there.includes(key))).toEqual([]);
    expect(await records(directory, 'verdicts', files[0] ?? '')).toHaveLength(total);
  });

  it('keeps no place for trials with numbers beyond all bounds', async () => {
    const { path, judged, score } = await ofFile();
    const far = { ...addressOf('b', 'cot', 's3', 9_007_199_254_740_000), text: 'answer 3' };
    await writeRows(path, [far, ...rows]);
    await score({}, 20);
    await score();
    expect(judged).toHaveLength(total + 1);
  });
});

describe('scoring a run directory', () => {
  it('goes on after the run has been gone on with', async () => {
    const judging = await ofDirectory();
    const { judged, directory, score } = judging;
    await score({}, 20);
    const there = await keysIn(directory, unfinished, 'verdicts', files[0] ?? '');
    await run({
      ...runOptions('', {
        tasks: [fakeTask(fakeBenchmark('b', samples))],
        selection: { trials: 3, limit: null, ids: null },
      }),
      directory,
    });
    const asked = judged.length;
    await score();
    expect(judged.slice(asked).filter(key => there.includes(key))).toEqual([]);
    expect(judged).toHaveLength(3 * samples);
    expect(await keysIn(directory, 'verdicts', files[0] ?? '')).toEqual(
      await keysIn(directory, 'completions', 'b.cot.jsonl'),
    );
  });
});

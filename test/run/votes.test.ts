import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { found, type Grader, type Verdict } from '../../src/core/index.ts';
import { recordedCompletions, run, scoreDirectory, scoreRecorded } from '../../src/run/index.ts';
import { ballotBox, countVotes } from '../../src/run/votes/index.ts';
import { exactMatch, mathEquivalence } from '../../src/score/index.ts';
import {
  fakeBackend,
  fakeBenchmark,
  fakeData,
  fakeTask,
  freshDirectory,
  generated,
  greedyProtocol,
  noSandbox,
  runOptions,
} from './fakes.ts';
import { json, records } from './files.ts';

/** Counts how often two answers are compared. */
let comparisons = 0;

const counting: Grader = {
  title: 'equal as numbers',
  version: 1,
  extract: ({ text }) => found(text, 'the whole text'),
  score: mathEquivalence(),
  sameAnswer: (one, other) => {
    comparisons += 1;
    return Number(one) === Number(other);
  },
};

const benchmark = fakeBenchmark('b', 3, {
  sample: ({ value }) => ({ id: `s${value}`, input: 'six times seven', target: '42', groups: { all: 'x' } }),
  protocols: {
    cot: {
      ...greedyProtocol,
      headline: 'counting',
      graders: { counting, exact: { ...counting, score: exactMatch } },
    },
  },
});
const task = fakeTask(benchmark, ['counting']);

/** What the model says by sample and trial. */
const said: Readonly<Record<string, readonly string[]>> = {
  s0: ['41', '41.0', '42', '7'],
  s1: ['42', '42', '41', '41.00'],
  s2: ['1', '2', '3', '42'],
};

const backend = () => fakeBackend(({ id, trial }) => generated(said[id]?.[trial] ?? ''));

const optionsFor = (directory: string, trials: number, more = {}) =>
  runOptions(directory, {
    backend: backend(),
    tasks: [task],
    data: fakeData,
    selection: { trials, limit: null, ids: null },
    ks: [1, 4].filter(k => k <= trials),
    ...more,
  });

describe('votes of a run', () => {
  it('put answers together by what they say, and count them exactly', async () => {
    const directory = await freshDirectory();
    const { summary } = await run(optionsFor(directory, 4));
    const { metrics = {}, curves = {} } = summary.cells[0] ?? {};
    // s0: 41 twice beats 42; s1: two against two; s2: four answers share the first place.
    expect(metrics['maj@4']?.value).toBeCloseTo((0 + 1 / 2 + 1 / 4) / 3, 12);
    expect(metrics['pass@4']?.value).toBe(1);
    expect(metrics['pass^4']?.value).toBe(0);
    expect(curves['maj@k']?.map(({ k }) => k)).toEqual([1, 2, 4]);
    expect(Object.keys(curves)).toEqual(['pass@k', 'maj@k', 'pass^k']);
    const rows = await records(directory, 'run', 'votes', 'b.cot.counting.jsonl');
    expect(rows.map(({ id, classes }) => [id, classes])).toEqual([
      [
        's0',
        [
          { verdict: 'correct', answer: '42', trials: [2] },
          { verdict: 'incorrect', answer: '41', trials: [0, 1] },
          { verdict: 'incorrect', answer: '7', trials: [3] },
        ],
      ],
      [
        's1',
        [
          { verdict: 'correct', answer: '42', trials: [0, 1] },
          { verdict: 'incorrect', answer: '41', trials: [2, 3] },
        ],
      ],
      [
        's2',
        [
          { verdict: 'correct', answer: '42', trials: [3] },
          { verdict: 'incorrect', answer: '1', trials: [0] },
          { verdict: 'incorrect', answer: '2', trials: [1] },
          { verdict: 'incorrect', answer: '3', trials: [2] },
        ],
      ],
    ]);
    expect(await json(directory, 'run', 'summary.json')).toMatchObject({
      cells: [{ curves: { 'maj@k': [{ k: 1 }, { k: 2 }, { k: 4 }] } }],
    });
  });

  it('compare nothing again that is there and unchanged, and write nothing then', async () => {
    const directory = await freshDirectory();
    await run(optionsFor(directory, 4));
    const path = join(directory, 'run', 'votes', 'b.cot.counting.jsonl');
    const [before, { ino }] = [await readFile(path, 'utf8'), await stat(path)];
    comparisons = 0;
    const { summary } = await run(optionsFor(directory, 4));
    expect([comparisons, await readFile(path, 'utf8'), (await stat(path)).ino]).toEqual([0, before, ino]);
    expect(summary.cells[0]?.metrics['maj@4']?.value).toBeCloseTo(1 / 4, 12);
  });

  it('are made anew from the verdicts where the file is gone or damaged', async () => {
    const directory = await freshDirectory();
    await run(optionsFor(directory, 4));
    const path = join(directory, 'run', 'votes', 'b.cot.counting.jsonl');
    const before = await readFile(path, 'utf8');
    await writeFile(path, `not JSON\n{"id": "s0"}\n${before.split('\n')[1]}\n`);
    await run(optionsFor(directory, 4));
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('count further trials, and for fewer trials only those', async () => {
    const directory = await freshDirectory();
    const first = await run(optionsFor(directory, 1));
    expect(first.summary.cells[0]?.curves).toBeUndefined();
    await expect(stat(join(directory, 'run', 'votes'))).rejects.toThrow('ENOENT');
    await run(optionsFor(directory, 4));
    const { summary } = await run(optionsFor(directory, 2, { ks: [2] }));
    expect(summary.cells[0]?.metrics['maj@2']?.value).toBeCloseTo((0 + 1 + 0) / 3, 12);
  });

  it('are not counted where answers are nothing to be compared', async () => {
    const directory = await freshDirectory();
    const grader = {
      ...counting,
      sameAnswer: undefined,
      score: ({ extraction }: { extraction: { found: boolean } }) => ({
        verdict: 'incorrect' as const,
        reason: String(extraction.found),
        outcome: null,
      }),
    };
    const plain = fakeBenchmark('b', 2, {
      protocols: {
        cot: { ...greedyProtocol, headline: 'plain', graders: { plain: grader as unknown as Grader } },
      },
    });
    const { summary } = await run(optionsFor(directory, 4, { tasks: [fakeTask(plain, ['plain'])] }));
    expect(Object.keys(summary.cells[0]?.metrics ?? {})).toEqual(['pass@1', 'pass@4', 'pass^4']);
    expect(Object.keys(summary.cells[0]?.curves ?? {})).toEqual(['pass@k', 'pass^k']);
    await expect(stat(join(directory, 'run', 'votes'))).rejects.toThrow('ENOENT');
  });

  it('are the same when the directory is scored', async () => {
    const directory = await freshDirectory();
    const ran = await run(optionsFor(directory, 4));
    const scored = await scoreDirectory({
      ...{ directory: join(directory, 'run'), tasks: [task], data: fakeData, version: '0', ks: [1, 4] },
      ...{ openSandbox: noSandbox, scoreConcurrency: 2 },
    });
    expect(scored.summary.cells[0]?.curves).toEqual(ran.summary.cells[0]?.curves);
    expect(scored.summary.cells[0]?.metrics).toEqual(ran.summary.cells[0]?.metrics);
  });
});

describe('votes of recorded answers', () => {
  const fileOf = async (rows: readonly object[]): Promise<string> => {
    const path = join(await freshDirectory(), 'answers.jsonl');
    for (const row of rows) await appendFile(path, `${JSON.stringify(row)}\n`);
    return path;
  };
  const score = async (path: string, more: { scoreField?: string; directory?: string } = {}) => {
    const { scoreField, directory = null } = more;
    return scoreRecorded({
      completions: recordedCompletions(path, { benchmark: 'b', protocol: 'cot', scoreField }),
      ...{ tasks: [task], data: fakeData, version: '0', ks: [2, 4], scoreField },
      ...{ openSandbox: noSandbox, scoreConcurrency: 2, directory },
    });
  };
  const rows = Object.entries(said).map(([id, outputs]) => ({ id, outputs }));

  it('are those of a run', async () => {
    const directory = join(await freshDirectory(), 'kept');
    const { summary } = await score(await fileOf(rows), { directory });
    expect(summary.cells[0]?.metrics['maj@4']?.value).toBeCloseTo(1 / 4, 12);
    expect(await records(directory, 'votes', 'b.cot.counting.jsonl')).toHaveLength(3);
  });

  it('go by a score that is recorded beside each answer, in lists, objects and fields', async () => {
    const kept = join(await freshDirectory(), 'kept');
    const path = await fileOf([
      { id: 's0', outputs: said.s0, reward: [0.1, 0.1, 0.9, 0] },
      ...(said.s1 ?? []).map((text, index) => ({ id: 's1', text, scores: { reward: index / 10 } })),
      ...(said.s2 ?? []).map(text => ({ id: 's2', text, reward: text === '42' ? 1 : 0.5 })),
    ]);
    const { summary, warnings } = await score(path, { scoreField: 'reward', directory: kept });
    const { metrics = {}, score_field } = summary.cells[0] ?? {};
    expect([score_field, warnings]).toEqual(['reward', []]);
    // s0: 42 has the best score; s1: the last wrong one; s2: 42.
    expect(metrics['best@4']?.value).toBeCloseTo(2 / 3, 12);
    // s0: 0.9 against 0.2; s1: 0 + 0.1 against 0.2 + 0.3; s2: 1 against 0.5 each.
    expect(metrics['weighted@4']?.value).toBeCloseTo(2 / 3, 12);
    expect(metrics.oracle?.value).toBe(1);
    const [first] = await records(kept, 'completions', 'b.cot.jsonl');
    expect(first).toMatchObject({ scores: { reward: 0.1 } });
    const again = await scoreDirectory({
      ...{ directory: kept, tasks: [task], data: fakeData, version: '0', ks: [2, 4], scoreField: 'reward' },
      ...{ openSandbox: noSandbox, scoreConcurrency: 2 },
    });
    expect(again.summary.cells[0]?.metrics).toEqual(metrics);
  });

  it('say in one line that no answer has such a score, or how many lack it', async () => {
    const none = await score(await fileOf(rows), { scoreField: 'reward' });
    expect(none.warnings).toEqual([
      'b.cot: --score-field reward: no answer has a score of that name; best@k and weighted@k left out',
    ]);
    expect(Object.keys(none.summary.cells[0]?.metrics ?? {})).not.toContain('best@2');
    const some = await score(
      await fileOf(rows.map((row, i) => (i === 0 ? { ...row, reward: [1, 2, 3, 4] } : row))),
      {
        scoreField: 'reward',
      },
    );
    expect(some.warnings).toEqual([
      'b.cot: --score-field reward: 8 of 12 scored answers have no such score; they rank below all others',
    ]);
  });

  it('take what every completion records for a score', async () => {
    const directory = await freshDirectory();
    const lengths = [9, 1, 1, 1];
    const usage = (trial: number) => ({
      inputTokens: 1,
      outputTokens: lengths[trial] ?? 0,
      reasoningTokens: null,
    });
    const model = fakeBackend(({ id, trial }) => generated(said[id]?.[trial] ?? '', { usage: usage(trial) }));
    const { summary } = await run(optionsFor(directory, 4, { backend: model, scoreField: 'output_tokens' }));
    // The first trial is the longest: right only in s1.
    expect(summary.cells[0]?.metrics['best@4']?.value).toBeCloseTo(1 / 3, 12);
  });
});

describe('votes that the user does not wait for', () => {
  it('are left out, and counted by the next command', async () => {
    const directory = await freshDirectory();
    await run(optionsFor(directory, 4));
    await rm(join(directory, 'run', 'votes'), { recursive: true });
    const drain = AbortSignal.abort();
    const stopped = await run(optionsFor(directory, 4, { drain }));
    expect(Object.keys(stopped.summary.cells[0]?.metrics ?? {})).toEqual(['pass@1', 'pass@4', 'pass^4']);
    const { summary } = await run(optionsFor(directory, 4));
    expect(summary.cells[0]?.metrics['maj@4']?.value).toBeCloseTo(1 / 4, 12);
  });
});

describe('counting votes', () => {
  const verdict = (
    trial: number,
    name: Verdict['verdict'],
    extracted: string | null,
    more = {},
  ): Verdict => ({
    ...{ key: `b.cot/s0/${trial}` as Verdict['key'], benchmark: 'b', protocol: 'cot', id: 's0', trial },
    ...{
      grader: 'g',
      completionSha256: '',
      verdict: name,
      reason: '',
      extracted,
      outcome: null,
      durationMs: 0,
    },
    ...more,
  });
  const count = async (grader: Grader, verdicts: readonly Verdict[]) => {
    const sample = { id: 's0', input: '', target: '42' };
    const planned = { task, name: 'b.cot', samples: [sample], indexOf: new Map([['s0', 0]]) };
    const box = ballotBox({ name: 'g', grader });
    for (const one of verdicts) box.add(one);
    const counted = await countVotes(
      { ...planned, shots: [], graders: [], macroGroups: 0, generation: greedyProtocol.generation },
      { name: 'g', grader },
      box,
    );
    return { row: counted?.rows.get('s0'), unknown: box.unknown() };
  };

  it('leaves out who does not answer, and who could not be judged', async () => {
    const { row } = await count(counting, [
      verdict(0, 'no-answer', null),
      verdict(1, 'unscored', '41'),
      verdict(2, 'incorrect', null),
      verdict(3, 'incorrect', '41'),
    ]);
    expect(row).toMatchObject({ abstained: [0, 2], unscored: [1], classes: [{ answer: '41', trials: [3] }] });
  });

  it('votes on what a program printed, not on the program', async () => {
    const program: Grader = { ...counting, runsCode: true };
    const { row, unknown } = await count(program, [
      verdict(0, 'incorrect', 'print(40 + 1)', { answer: '41' }),
      verdict(1, 'incorrect', 'x = 41; print(x)', { answer: '41.0' }),
      verdict(2, 'incorrect', 'while True: pass', { answer: null }),
      verdict(3, 'incorrect', 'print(41)'),
    ]);
    expect(row).toMatchObject({ classes: [{ answer: '41', trials: [0, 1] }], abstained: [2] });
    expect(unknown).toBe(1);
  });

  it('compares long answers, and answers after too many comparisons, by their texts', async () => {
    comparisons = 0;
    const long = '1'.repeat(5000);
    const many = Array.from({ length: 100 }, (_, i) => verdict(i, 'incorrect', `${i + 1}`));
    const { row } = await count(counting, [
      ...many,
      verdict(100, 'incorrect', long),
      verdict(101, 'incorrect', long),
      verdict(102, 'incorrect', `${long}0`),
    ]);
    expect(comparisons).toBeLessThanOrEqual(2 * 2000);
    expect(row?.classes.at(0)).toMatchObject({ trials: [100, 101] });
    expect(row?.classes).toHaveLength(102);
  });

  it('takes a rule that throws for one that says no', async () => {
    const { row } = await count(
      {
        ...counting,
        sameAnswer: () => {
          throw new Error('no');
        },
      },
      [verdict(0, 'incorrect', '1'), verdict(1, 'incorrect', '2'), verdict(2, 'incorrect', '1')],
    );
    expect(row?.classes.map(({ trials }) => trials)).toEqual([[0, 2], [1]]);
  });
});

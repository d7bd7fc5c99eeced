import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressOf, type Grader, unscored } from '../../src/core/index.ts';
import {
  type RecordedCompletion,
  type RunOptions,
  run,
  scoreDirectory,
  scoreRecorded,
} from '../../src/run/index.ts';
import {
  contains,
  exact,
  fakeBackend,
  fakeBenchmark,
  fakeData,
  fakeTask,
  freshDirectory,
  generated,
  gradedBy,
  noSandbox,
  runOptions,
} from './fakes.ts';
import { records, verdictsFile } from './files.ts';

/** Every fourth answer is right for `exact`; every second for `contains`. */
const textOf = (id: string): string => {
  const number = Number(id.slice(1));
  if (number % 4 === 0) return `answer ${number}`;
  return number % 2 === 0 ? `it is answer ${number}` : 'wrong';
};

const unsure: Grader = { ...exact, title: 'never sure', score: () => unscored('not known here') };
const protocols = gradedBy({ exact, contains, unsure });
const benchmarkOf = (count: number) => fakeBenchmark('b', count, { protocols });

const options = (directory: string, graders: readonly string[], count = 20): RunOptions =>
  runOptions(directory, {
    tasks: [fakeTask(benchmarkOf(count), graders)],
    backend: fakeBackend(({ id }) => generated(textOf(id))),
  });

async function* recorded(count: number): AsyncGenerator<RecordedCompletion> {
  for (let i = 0; i < count; i += 1) {
    yield {
      ...addressOf('b', 'cot', `s${i}`, 0),
      ...{ promptSha256: null, text: textOf(`s${i}`), reasoning: null, finishReason: null, latencyMs: null },
      usage: { inputTokens: null, outputTokens: null, reasoningTokens: null },
      ...{ model: 'm', error: null, prefill: null, form: 'chat' as const },
    };
  }
}

const recordedOptions = (directory: string | null, graders: readonly string[], count = 20) => ({
  completions: recorded(count),
  tasks: [fakeTask(benchmarkOf(count), graders)],
  ...{ data: fakeData, openSandbox: noSandbox, scoreConcurrency: 2, directory, version: '0' },
});

const opinions = [
  { grader: 'exact', verdict: 'incorrect', reason: 'expected answer 2' },
  { grader: 'contains', verdict: 'correct', reason: 'found' },
];
const expected = {
  benchmark: 'b',
  protocol: 'cot',
  graders: ['exact', 'contains'],
  judged: 20,
  differing: 5,
  examples: [{ id: 's2', trial: 0, opinions }, { id: 's6' }, { id: 's10' }],
};

const panelFile = (directory: string) => records(directory, 'panel', 'b.cot.jsonl');

/** Puts the verdicts of a file into another order. */
const turnAround = async (path: string): Promise<void> => {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  await writeFile(path, `${lines.reverse().join('\n')}\n`);
};

describe('the panel', () => {
  it('says of a run what graders differ on, with the reasons of both, and keeps all of it', async () => {
    const { directory, ...more } = options(await freshDirectory(), ['exact', 'contains']);
    const { panels } = await run({ directory, ...more });
    expect(panels).toMatchObject([{ ...expected, file: join(directory, 'panel', 'b.cot.jsonl') }]);
    const kept = await panelFile(directory);
    expect(kept.map(({ id }) => id)).toEqual(['s2', 's6', 's10', 's14', 's18']);
    expect(kept[0]).toEqual({
      ...{ key: 'b.cot/s2/0', benchmark: 'b', protocol: 'cot', id: 's2', trial: 0 },
      verdicts: {
        exact: { verdict: 'incorrect', reason: 'expected answer 2' },
        contains: { verdict: 'correct', reason: 'found' },
      },
    });
  });

  it('joins by key: verdicts of an earlier command in another order', async () => {
    const folder = await freshDirectory();
    await run(options(folder, ['exact']));
    const again = options(folder, ['exact', 'contains']);
    await turnAround(join(again.directory, verdictsFile));
    const { panels } = await run(again);
    expect(panels).toMatchObject([expected]);
    expect((await panelFile(again.directory)).map(({ id }) => id)).toEqual(['s2', 's6', 's10', 's14', 's18']);
  });

  it('takes the last of two verdicts, as the scores do', async () => {
    const again = options(await freshDirectory(), ['exact', 'contains']);
    await run(again);
    const path = join(again.directory, verdictsFile);
    const [first] = (await readFile(path, 'utf8')).split('\n').filter(line => line.includes('"s2"'));
    const changed = { ...JSON.parse(first ?? ''), reason: 'looked at again' };
    await writeFile(path, `${await readFile(path, 'utf8')}${JSON.stringify(changed)}\n`);
    const { panels } = await run(again);
    expect(panels[0]?.examples[0]?.opinions[0]?.reason).toBe('looked at again');
  });

  it('is made by scoring a directory, and of recorded outputs with and without one', async () => {
    const made = options(await freshDirectory(), ['exact']);
    await run(made);
    const tasks = [fakeTask(benchmarkOf(20), ['exact', 'contains'])];
    const scored = await scoreDirectory({
      ...{ directory: made.directory, tasks, data: fakeData, version: '0' },
      ...{ openSandbox: noSandbox, scoreConcurrency: 2 },
    });
    expect(scored.panels).toMatchObject([expected]);
    const kept = join(await freshDirectory(), 'kept');
    const graders = ['exact', 'contains'];
    expect((await scoreRecorded(recordedOptions(kept, graders))).panels).toMatchObject([expected]);
    expect(await panelFile(kept)).toHaveLength(5);
    const { panels } = await scoreRecorded(recordedOptions(null, graders));
    expect(panels).toMatchObject([{ ...expected, file: null }]);
  });

  it('takes unscored for no opinion, and a single grader for no panel', async () => {
    const { panels } = await scoreRecorded(recordedOptions(null, ['exact', 'unsure']));
    expect(panels).toMatchObject([{ judged: 20, differing: 0, examples: [] }]);
    expect((await scoreRecorded(recordedOptions(null, ['exact']))).panels).toEqual([]);
    const alone = options(await freshDirectory(), ['exact']);
    expect((await run(alone)).panels).toEqual([]);
  });

  it('reads reasons in batches: 9,000 differences, each once, in the order of the data', async () => {
    const count = 36_000;
    const folder = join(await freshDirectory(), 'run');
    await scoreRecorded(recordedOptions(folder, ['exact'], count));
    await turnAround(join(folder, verdictsFile));
    const { panels } = await scoreDirectory({
      ...{ directory: folder, tasks: [fakeTask(benchmarkOf(count), ['exact', 'contains'])], data: fakeData },
      ...{ version: '0', openSandbox: noSandbox, scoreConcurrency: 2 },
    });
    expect(panels).toMatchObject([{ judged: count, differing: 9000 }]);
    const kept = await panelFile(folder);
    expect(kept.map(({ id }) => id)).toEqual(Array.from({ length: 9000 }, (_, i) => `s${4 * i + 2}`));
    expect(kept.every(({ verdicts }) => Object.keys(verdicts as object).length === 2)).toBe(true);
  });
});

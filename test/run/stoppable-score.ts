import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Grader } from '../../src/core/index.ts';
import {
  type RunResult,
  recordedCompletions,
  run,
  type ScoreRecordedOptions,
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
  rightText,
  runOptions,
  runs,
} from './fakes.ts';
import { json, records } from './files.ts';

export const samples = 60;
const trials = 2;
export const total = samples * trials;
export const files = ['exact', 'contains'].map(grader => `b.cot.${grader}.jsonl`);

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

/** A score that can be stopped and given again. */
export type Judging = {
  /** Keys in the order in which `exact` was asked for them. */
  readonly judged: string[];
  readonly said: string[];
  /** Where the run directory is. */
  readonly directory: string;
  /** @param stopAfter verdicts of `exact` */
  score(more?: Partial<ScoreRecordedOptions>, stopAfter?: number): Promise<RunResult>;
};

/** Graders that note in `judged` what `exact` is asked for. */
export const taskOf = (judged: string[], more: Partial<Grader> = {}, graders = ['exact', 'contains']) =>
  fakeTask(
    fakeBenchmark('b', samples, {
      protocols: gradedBy({ exact: slowly(exact, judged, more), contains: slowly(contains, []), runs }),
    }),
    graders,
  );

export const rows = Array.from({ length: total }, (_, place) => {
  // Not the order of the data, and the trials of a sample apart.
  const sample = (place * 7) % samples;
  return { id: `s${sample}`, text: place % 5 === 0 ? `It is answer ${sample}` : `answer ${sample}` };
});

export const writeRows = (path: string, its: readonly object[]): Promise<void> =>
  writeFile(path, its.map(row => `${JSON.stringify(row)}\n`).join(''));

/** Stops when so many verdicts have been given. */
export const stopper = (judged: readonly string[], stopAfter: number | undefined) => {
  const drain = new AbortController();
  const onProgress = (): void => {
    if (stopAfter !== undefined && judged.length >= stopAfter) drain.abort();
  };
  return { drain: drain.signal, onProgress };
};

/** Scoring a file of recorded outputs. */
export const ofFile = async (): Promise<Judging & { readonly path: string }> => {
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

/** Scoring a run directory. */
export const ofDirectory = async (): Promise<Judging> => {
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

/** The folder in a run directory where verdicts of a score lie until it is done. */
export const unfinished = 'unfinished-score';
const timeless = (text: string): unknown =>
  text
    .trimEnd()
    .split('\n')
    .map(line =>
      JSON.parse(line, (name, value) =>
        ['duration_ms', 'cpu_ms', 'waited_ms', 'peak_memory_mb', 'duration_s'].includes(name)
          ? undefined
          : value,
      ),
    );

/** What is in a run directory, apart from measured times. */
export const contentOf = async (directory: string): Promise<Readonly<Record<string, unknown>>> => {
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

/** The keys in a file of records, in order. */
export const keysIn = async (directory: string, ...path: readonly string[]): Promise<readonly unknown[]> =>
  (await records(directory, ...path)).map(({ key }) => key);

/** What is said on going on with so many verdicts. */
export const goesOn = (count: number): string =>
  `Going on: ${count} verdicts are there from the same command, which was stopped.`;

/** Both ways to score, and how each begins. */
export const waysToScore = [
  ['recorded outputs', ofFile],
  ['a run directory', ofDirectory],
] as const;

import { type FileHandle, open } from 'node:fs/promises';
import {
  addressOf,
  type Cell,
  decodeSampleRecord,
  decodeVerdict,
  type Key,
  type VerdictName,
} from '../core/index.ts';
import { locatedRecords, newestVerdicts, openPlaces, type Place, type PlaceReader } from '../record/index.ts';
import {
  type JunitCase,
  type JunitSuite,
  junitCase,
  junitEnd,
  junitStart,
  suiteEnd,
  suiteStart,
} from '../report/index.ts';
import { type AskedTask, samplesPath, verdictsPath } from '../run/index.ts';

/** What a JUnit file is written of. */
export type JunitSource = {
  /** The run directory. */
  readonly directory: string;
  readonly cells: readonly Cell[];
  readonly asked: readonly AskedTask[];
  readonly model: string;
};

/** All that is kept of a verdict: what it says stays on disk. */
type Kept = { readonly verdict: VerdictName; readonly seconds: number; readonly place: Place };

type Suite = JunitSuite & {
  readonly cell: Cell;
  readonly task: AskedTask;
  readonly kept: ReadonlyMap<Key, Kept>;
  readonly trials: number;
};

/** Texts wait for so many characters before they are written. */
const writtenAtOnce = 64 * 1024;

/**
 * Writes a JUnit XML file: a testsuite a benchmark, protocol and grader, a testcase a trial, in the order of the data.
 * @param path of the file, written anew
 */
export const writeJunit = async (path: string, source: JunitSource): Promise<void> => {
  const suites: Suite[] = [];
  for (const cell of source.cells) suites.push(await suiteOf(cell, source));
  const file = await open(path, 'w');
  try {
    const writer = bufferedWriter(file);
    await writer.add(junitStart(`eurus-eval ${source.model}`, suites));
    for (const suite of suites) await writeSuite(suite, source.directory, writer);
    await writer.add(junitEnd);
    await writer.flush();
  } finally {
    await file.close();
  }
};

const suiteOf = async (cell: Cell, { directory, asked, model }: JunitSource): Promise<Suite> => {
  const name = `${cell.benchmark}.${cell.protocol}`;
  const task = asked.find(one => one.name === name) ?? { name, ids: [], trials: 0 };
  let trials = task.trials ?? 1;
  const kept = await newestVerdicts(verdictsPath(directory, name, cell.grader), (verdict, place): Kept => {
    if (task.trials === null) trials = Math.max(trials, verdict.trial + 1);
    return { verdict: verdict.verdict, seconds: verdict.durationMs / 1000, place };
  });
  const counts = { correct: 0, incorrect: 0, 'no-answer': 0, unscored: 0, missing: 0, seconds: 0 };
  for (const { key } of trialsOf(cell, task, trials, kept)) {
    const found = kept.get(key);
    counts[found?.verdict ?? 'missing'] += 1;
    counts.seconds += found?.seconds ?? 0;
  }
  const scores = Object.entries(cell.metrics).map(
    ([metric, { value }]) => [metric, value.toFixed(6)] as const,
  );
  const properties = [['model', model], ['directory', directory], ...scores] as const;
  return { name: `${name}.${cell.grader}`, counts, properties, cell, task, kept, trials };
};

/** Every trial that was to be judged; where nobody knows how many there were, those that are there, and one at least. */
function* trialsOf(
  { benchmark, protocol }: Cell,
  { ids, trials: planned }: AskedTask,
  trials: number,
  kept: ReadonlyMap<Key, Kept>,
): Generator<{ readonly key: Key; readonly id: string; readonly trial: number }> {
  for (const id of ids) {
    const all = Array.from({ length: trials }, (_, trial) => addressOf(benchmark, protocol, id, trial));
    const there = planned === null ? all.filter(({ key }) => kept.has(key)) : all;
    yield* there.length === 0 ? all.slice(0, 1) : there;
  }
}

const writeSuite = async (suite: Suite, directory: string, writer: Writer): Promise<void> => {
  const { cell, task, kept, trials, name } = suite;
  const targets = await samplePlaces(samplesPath(directory, task.name));
  const verdicts = openPlaces(verdictsPath(directory, task.name, cell.grader), decodeVerdict);
  const samples = openPlaces(samplesPath(directory, task.name), decodeSampleRecord);
  try {
    await writer.add(suiteStart(suite));
    for (const { key, id, trial } of trialsOf(cell, task, trials, kept)) {
      const found = kept.get(key);
      const place = targets.get(id);
      const target = async (): Promise<string | null> =>
        place === undefined ? null : (await samples.read(place)).target;
      await writer.add(junitCase(name, await caseOf(`${id}/${trial}`, found, verdicts, target)));
    }
    await writer.add(suiteEnd);
  } finally {
    await verdicts.close();
    await samples.close();
  }
};

const samplePlaces = async (path: string): Promise<ReadonlyMap<string, Place>> => {
  const places = new Map<string, Place>();
  for await (const { record, place } of locatedRecords(path, decodeSampleRecord))
    places.set(record.id, place);
  return places;
};

const caseOf = async (
  name: string,
  found: Kept | undefined,
  verdicts: PlaceReader<NonNullable<ReturnType<typeof decodeVerdict>>>,
  target: () => Promise<string | null>,
): Promise<JunitCase> => {
  if (found === undefined) {
    return { name, verdict: 'missing', reason: 'has no answer yet', details: [], seconds: 0 };
  }
  const { verdict, seconds, place } = found;
  if (verdict === 'correct') return { name, verdict, reason: '', details: [], seconds };
  const { reason, extracted, outcome } = await verdicts.read(place);
  const expected = await target();
  return {
    ...{ name, verdict, reason, seconds },
    details: [
      ...(extracted === null ? [] : [`found: ${extracted}`]),
      ...(expected === null || expected === '' ? [] : [`expected: ${expected}`]),
      ...(outcome === null ? [] : [`the program ended: ${outcome}`]),
    ],
  };
};

type Writer = { add(text: string): Promise<void>; flush(): Promise<void> };

const bufferedWriter = (file: FileHandle): Writer => {
  let waiting = '';
  const flush = async (): Promise<void> => {
    const text = waiting;
    waiting = '';
    await file.writeFile(text);
  };
  return {
    add: async text => {
      waiting += text;
      if (waiting.length >= writtenAtOnce) await flush();
    },
    flush,
  };
};

import { writeFile } from 'node:fs/promises';
import {
  type Benchmark,
  type DataSource,
  EurusError,
  type Execute,
  messageOf,
  type Sample,
} from '../core/index.ts';
import { type GoldenCase, goldenCasesIn, judgeGolden } from './golden.ts';
import { changedPrompts, keptSnapshot, promptSnapshot, snapshotPath, snapshotText } from './snapshot.ts';

/** One thing that was looked at. */
export type Finding = {
  readonly what: string;
  /** `note`: right as far as it goes, with something to know. */
  readonly state: 'ok' | 'wrong' | 'note';
  readonly detail: string;
};

export type CheckOptions = {
  readonly benchmark: Benchmark;
  /** Golden cases and the prompt snapshot lie here. */
  readonly folder: string;
  /** The whole data, and the few rows beside the adapter, used where the whole is not there. */
  readonly data: DataSource;
  readonly samples: DataSource;
  readonly execute: Execute;
  /** Write the prompt snapshot instead of comparing with it. */
  readonly update: boolean;
};

/**
 * Looks an adapter over: rows and ids, prompts against their snapshot, golden cases under every grader. Yields as it
 * goes; writes nothing but the snapshot, and that only with `update`.
 */
export async function* checkAdapter(options: CheckOptions): AsyncGenerator<Finding, void, undefined> {
  const { benchmark, folder, execute, update } = options;
  const read = await readSamples(options);
  yield* read.findings;
  const [first] = read.samples.values();
  if (first === undefined) return;
  yield await attempt('prompts', () => checkPrompts(benchmark, folder, first, read.shots, update));
  const cases = goldenCasesIn(folder);
  yield* checkCoverage(benchmark, cases);
  for (const golden of cases)
    yield* checkCase(benchmark, golden, read.samples.get(golden.id) ?? null, execute);
}

type Read = {
  readonly samples: ReadonlyMap<string, Sample>;
  readonly shots: readonly Sample[];
  readonly findings: readonly Finding[];
};

const readSamples = async (options: CheckOptions): Promise<Read> => {
  try {
    return await readFrom(options.benchmark, options.data);
  } catch (thrown) {
    if (!(thrown instanceof EurusError) || thrown.code !== 'DATA_MISSING') {
      return { samples: new Map(), shots: [], findings: [wrong('data', messageOf(thrown))] };
    }
    const note: Finding = {
      what: 'data',
      state: 'note',
      detail: `${messageOf(thrown)}; the rows in samples/ are checked instead`,
    };
    try {
      const read = await readFrom(options.benchmark, options.samples);
      return { ...read, findings: [note, ...read.findings] };
    } catch (again) {
      return { samples: new Map(), shots: [], findings: [note, wrong('samples', messageOf(again))] };
    }
  }
};

const readFrom = async (benchmark: Benchmark, source: DataSource): Promise<Read> => {
  const samples = new Map<string, Sample>();
  const problems: string[] = [];
  let rows = 0;
  for await (const row of benchmark.dataset.rows(source)) {
    const sample = benchmark.sample(row);
    const where = `${row.file} row ${row.index}`;
    if (typeof sample.id !== 'string' || sample.id === '') problems.push(`${where}: the id is no text`);
    if (samples.has(sample.id)) problems.push(`${where}: the id "${sample.id}" is there twice`);
    if (sample.input.trim() === '') problems.push(`${where}: the input is empty`);
    if (typeof sample.target !== 'string') problems.push(`${where}: the target is no text`);
    samples.set(sample.id, sample);
    rows += 1;
  }
  if (rows === 0) problems.push('there are no rows');
  const shots: Sample[] = [];
  const wanted = Math.max(0, ...Object.values(benchmark.protocols).map(({ shots: count = 0 }) => count));
  if (wanted > 0) {
    for await (const row of benchmark.shots?.rows(source) ?? []) {
      shots.push(benchmark.sample(row));
      if (shots.length === wanted) break;
    }
    if (shots.length < wanted) problems.push(`there are ${shots.length} of ${wanted} example rows`);
  }
  const rowsFine: Finding = { what: 'rows', state: 'ok', detail: `${rows} rows, every id once` };
  return {
    samples,
    shots,
    findings: problems.length === 0 ? [rowsFine] : problems.slice(0, 20).map(text => wrong('rows', text)),
  };
};

const checkPrompts = async (
  benchmark: Benchmark,
  folder: string,
  sample: Sample,
  shots: readonly Sample[],
  update: boolean,
): Promise<Finding> => {
  const snapshot = promptSnapshot(benchmark, sample, shots);
  const text = snapshotText(snapshot);
  if (snapshotText(promptSnapshot(benchmark, sample, shots)) !== text) {
    return wrong('prompts', 'asked twice, a protocol asks differently: prompts must be pure');
  }
  const count = Object.keys(snapshot).length;
  if (update) {
    await writeFile(snapshotPath(folder), text);
    return { what: 'prompts', state: 'note', detail: `wrote the prompts of ${count} protocols` };
  }
  const kept = keptSnapshot(folder);
  if (kept === null) {
    return { what: 'prompts', state: 'note', detail: 'no prompts.snapshot.json yet: --update writes it' };
  }
  const changed = changedPrompts(kept, snapshot);
  return changed.length === 0
    ? { what: 'prompts', state: 'ok', detail: `${count} protocols ask as in prompts.snapshot.json` }
    : wrong(
        'prompts',
        `${changed.join(', ')} ask otherwise than prompts.snapshot.json: raise the version and --update, or mend`,
      );
};

const needed = ['correct', 'incorrect', 'no-answer'] as const;

/** Every protocol's headline grader is seen to say all three things. */
function* checkCoverage(benchmark: Benchmark, cases: readonly GoldenCase[]): Generator<Finding> {
  for (const [name, { headline }] of Object.entries(benchmark.protocols)) {
    const said = cases
      .filter(({ protocols }) => protocols.includes(name))
      .map(({ verdicts }) => verdicts[headline]);
    const lacking = needed.filter(verdict => !said.includes(verdict));
    if (lacking.length === 0) continue;
    yield wrong(
      'golden cases',
      `${name}: no case is ${lacking.join(', none ')} to the headline grader ${headline}`,
    );
  }
}

async function* checkCase(
  benchmark: Benchmark,
  golden: GoldenCase,
  sample: Sample | null,
  execute: Execute,
): AsyncGenerator<Finding, void, undefined> {
  const what = `golden "${golden.case}"`;
  if (sample === null) {
    yield wrong(what, `there is no sample "${golden.id}"`);
    return;
  }
  for (const protocol of golden.protocols) {
    if (!Object.hasOwn(benchmark.protocols, protocol)) {
      yield wrong(what, `there is no protocol "${protocol}"`);
      continue;
    }
    yield await attempt(what, async () => {
      const said = await judgeGolden(benchmark, protocol, golden, sample, execute);
      const differences = Object.entries(golden.verdicts).flatMap(([grader, expected]) => {
        const judgement = said.get(grader);
        if (judgement === undefined) return [`${protocol} has no grader "${grader}"`];
        if (judgement.verdict === expected) return [];
        return [`${protocol} ${grader}: ${judgement.verdict} (${judgement.reason}), expected ${expected}`];
      });
      return differences.length === 0
        ? { what, state: 'ok', detail: protocol }
        : wrong(what, differences.join('; '));
    });
  }
}

const wrong = (what: string, detail: string): Finding => ({ what, state: 'wrong', detail });

const attempt = async (what: string, look: () => Promise<Finding>): Promise<Finding> => {
  try {
    return await look();
  } catch (thrown) {
    if (thrown instanceof EurusError && thrown.code === 'SANDBOX_MISSING') throw thrown;
    return wrong(what, messageOf(thrown));
  }
};

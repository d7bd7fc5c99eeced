import { writeFile } from 'node:fs/promises';
import {
  type Benchmark,
  type DataSource,
  EurusError,
  type Execute,
  messageOf,
  type Sample,
} from '../core/index.ts';
import { type Finding, wrong } from './finding.ts';
import { type GoldenCase, goldenCasesIn, judgeGolden } from './golden.ts';
import { readAll } from './rows.ts';
import { changedPrompts, keptSnapshot, promptSnapshot, snapshotPath, snapshotText } from './snapshot.ts';

export type CheckOptions = {
  readonly benchmark: Benchmark;
  /** Golden cases and the prompt snapshot lie here. */
  readonly folder: string;
  /** The whole data. */
  readonly data: DataSource;
  /** The few rows shipped beside the adapter, which golden cases and the prompt snapshot are about. */
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
  const { findings, whole, shipped } = await readAll(options);
  yield* findings;
  const { samples, shots } = shipped.samples.size > 0 ? shipped : whole;
  const [first] = samples.values();
  if (first === undefined) return;
  yield await attempt('prompts', () => checkPrompts(benchmark, folder, first, shots, update));
  const cases = goldenCasesIn(folder);
  yield* checkCoverage(benchmark, cases);
  for (const golden of cases)
    yield* checkCase(
      benchmark,
      golden,
      samples.get(golden.id) ?? whole.samples.get(golden.id) ?? null,
      execute,
    );
}

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

const attempt = async (what: string, look: () => Promise<Finding>): Promise<Finding> => {
  try {
    return await look();
  } catch (thrown) {
    if (thrown instanceof EurusError && thrown.code === 'SANDBOX_MISSING') throw thrown;
    return wrong(what, messageOf(thrown));
  }
};

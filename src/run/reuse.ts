import { basename, resolve } from 'node:path';
import { addressOf, type Completion, type Manifest, type Sample } from '../core/index.ts';
import { briefly } from './change-table.ts';
import { type Missing, missingTrials } from './groups.ts';
import type { Halt } from './halt.ts';
import { readManifest } from './manifest.ts';
import { changes } from './mismatch.ts';
import type { Progress } from './progress.ts';
import { requestSha256 } from './request-key.ts';
import { openReuse, type ReusablePath, type ReuseIndex, type Source } from './reuse-index.ts';
import { type Asks, promptNamer } from './same-request.ts';
import type { TrialTable } from './trials.ts';

type HasTable = { readonly table: TrialTable };

/** A missing trial whose answer another run has. */
type Found<Lane> = Missing<Lane> & { readonly requestSha256: string };

/** The missing trials that other runs have an answer to, but for those that are asked again for another one. */
export function* reusable<Lane extends HasTable>(
  lanes: readonly Lane[],
  index: ReuseIndex,
  asks: Asks,
): Generator<Found<Lane>, void, undefined> {
  const { backend, seed } = asks;
  for (const lane of lanes) {
    const { planned } = lane.table;
    // Their turns are not taken over, so neither are they.
    if (hasTurns(lane.table)) continue;
    const nameOf = promptNamer(planned, asks);
    for (const missing of missingTrials([lane])) {
      const { sample, trial, slot } = missing;
      if (lane.table.again.has(slot)) continue;
      const prompt = nameOf(sample.id);
      if (prompt === null) continue;
      const ofTrial = { generation: planned.generation, seed: seed === null ? null : seed + trial, trial };
      const name = requestSha256(backend, prompt, ofTrial);
      if (index.has(name, sample.id)) yield { ...missing, requestSha256: name };
    }
  }
}

export type ReuseOptions<Lane> = {
  readonly lanes: readonly Lane[];
  readonly paths: readonly ReusablePath[];
  readonly asks: Asks;
  /** Of this run, to say why a path gives nothing. */
  readonly manifest: Manifest;
  readonly progress: Progress;
  readonly say: (line: string) => void;
  readonly drain: AbortSignal | undefined;
  readonly halt: Halt;
  keep(lane: Lane, slot: number, sample: Sample, completion: Completion): Promise<void>;
};

/**
 * Takes answers of other runs for the missing trials, and says so.
 * @throws EurusError `RECORDS_UNREADABLE`
 */
export const reuse = async <Lane extends HasTable>(options: ReuseOptions<Lane>): Promise<void> => {
  const { lanes, paths, manifest, say } = options;
  if (paths.length === 0) return;
  for (const line of passedOver(lanes)) say(line);
  const taking = lanes.filter(({ table }) => !hasTurns(table));
  if (missingTrials(taking).next().done) return;
  const index = await openReuse(paths);
  try {
    const taken = await take(index, { ...options, lanes: taking });
    for (const line of await noticesOf(taken, manifest)) say(line);
  } finally {
    await index.close();
  }
};

const hasTurns = ({ planned }: TrialTable): boolean => planned.task.protocol.interaction !== undefined;

/** A line for each task whose missing trials are episodes: those are played, whatever other runs have. */
const passedOver = (lanes: readonly HasTable[]): readonly string[] =>
  lanes.flatMap(({ table }) =>
    hasTurns(table) && !missingTrials([{ table }]).next().done
      ? [`${table.planned.name} is asked over several turns: --reuse takes nothing for it.`]
      : [],
  );

/** @returns how many each source gave */
const take = async <Lane extends HasTable>(
  index: ReuseIndex,
  { lanes, asks, progress, drain, halt, keep }: ReuseOptions<Lane>,
): Promise<ReadonlyMap<Source, number>> => {
  const taken = new Map(index.sources.map(source => [source, 0]));
  for (const { lane, slot, sample, trial, requestSha256: name } of reusable(lanes, index, asks)) {
    if (drain?.aborted || halt.signal.aborted) break;
    const { completion, source } = await index.read(name, sample.id);
    const { benchmark, protocolName } = lane.table.planned.task;
    progress.resumed += 1;
    progress.reused += 1;
    taken.set(source, (taken.get(source) ?? 0) + 1);
    await keep(lane, slot, sample, {
      ...completion,
      ...addressOf(benchmark.id, protocolName, sample.id, trial),
      reusedFrom: basename(resolve(source.path)),
    });
  }
  return taken;
};

/** What a user should know about answers that were taken from other runs, and about those that were not. */
const noticesOf = async (taken: ReadonlyMap<Source, number>, now: Manifest): Promise<readonly string[]> => {
  const lines: string[] = [];
  const given = [...taken].filter(([, count]) => count > 0);
  if (given.length > 0) {
    const from = given.map(([{ path }, count]) => `${count} from ${path}`).join(', ');
    lines.push(`Completions taken from other runs instead of asking: ${from}.`);
  }
  for (const [source, count] of taken) {
    if (count === 0) lines.push(`--reuse ${source.path} gives nothing: ${await whyNothing(source, now)}.`);
  }
  return lines;
};

const whyNothing = async ({ path, found, named }: Source, now: Manifest): Promise<string> => {
  if (found === 0) return 'it has no completion with an answer';
  if (named === 0) return `its ${found} completions are of an earlier version and do not name their requests`;
  const before = await readManifest(path).catch(() => null);
  const different =
    before === null
      ? []
      : [
          ...changes(null, before.identity, now.identity),
          ...Object.entries(now.benchmarks).flatMap(([name, benchmark]) =>
            Object.hasOwn(before.benchmarks, name) ? changes(name, before.benchmarks[name], benchmark) : [],
          ),
        ];
  const why = different.length === 0 ? '' : ` (${briefly(different, 3)})`;
  return `none of its ${found} completions answers a request that is missing here${why}`;
};

import { addressOf, type Key } from '../core/index.ts';
import { selectionOf } from '../run/manifest.ts';
import { select } from '../run/plan.ts';
import { askedIn } from '../run/shard/asked-in.ts';
import type { TrialTable } from '../run/trials.ts';
import type { Choice } from './choice.ts';
import { isMerge, type Part } from './parts.ts';

/** What ought to be there and is not. */
export type Gap = {
  /** Whose it is: the place of a part; null where no part has asked for it. */
  readonly part: number | null;
  readonly samples: number;
  readonly answers: number;
  /** The first of them, in the order of the data. */
  readonly keys: readonly Key[];
};

/** Most keys of a gap that are named. */
const maxKeys = 100;

/** What was asked for of a task. */
export type Asked = {
  /** All of it, in the order of the data. */
  readonly ids: ReadonlySet<string>;
  /** Which part a sample is of, where one says so. */
  readonly whose: ReadonlyMap<string, number>;
};

/** What all parts together were asked for; of shards this is what their command was about. */
export const askedOf = async (planned: TrialTable['planned'], parts: readonly Part[]): Promise<Asked> => {
  const chosen = new Set<string>();
  const whose = new Map<string, number>();
  for (const [place, part] of parts.entries()) {
    if (!Object.hasOwn(part.manifest.selection, planned.name)) continue;
    for (const { id } of select(planned.samples, selectionOf(part.manifest, planned.name))) chosen.add(id);
    // A merge knows no more whose a sample was.
    if (isMerge(part)) continue;
    for (const id of await askedIn(part.manifest, planned, part.directory)) {
      if (!whose.has(id)) whose.set(id, place);
    }
  }
  return {
    ids: new Set(planned.samples.flatMap(({ id }) => (chosen.has(id) ? [id] : []))),
    whose,
  };
};

/** The answers that are missing, by whose they are. Of each sample `trials` ought to be there, whatever their numbers. */
export const gapsOf = (
  { planned, trials: most }: TrialTable,
  { parts }: Choice,
  { ids, whose }: Asked,
  trials: number,
): readonly Gap[] => {
  const gaps = new Map<number | null, { samples: number; answers: number; readonly keys: Key[] }>();
  const { benchmark, protocolName } = planned.task;
  for (const [index, { id }] of planned.samples.entries()) {
    if (!ids.has(id)) continue;
    const there = parts.subarray(index * most, (index + 1) * most);
    let lacking = trials - there.reduce((count, part) => count + (part === 0 ? 0 : 1), 0);
    if (lacking <= 0) continue;
    const part = whose.get(id) ?? null;
    const gap = gaps.get(part) ?? { samples: 0, answers: 0, keys: [] };
    gaps.set(part, gap);
    gap.samples += 1;
    gap.answers += lacking;
    for (let trial = 0; trial < most && lacking > 0 && gap.keys.length < maxKeys; trial += 1) {
      if (there[trial] !== 0) continue;
      gap.keys.push(addressOf(benchmark.id, protocolName, id, trial).key);
      lacking -= 1;
    }
  }
  return [...gaps].map(([part, gap]) => ({ part, ...gap }));
};

/** The gaps of all tasks as one list: one entry a part, those of no part first. */
export const joinGaps = (all: readonly Gap[]): readonly Gap[] =>
  [...Map.groupBy(all, ({ part }) => part)]
    .map(([part, gaps]) => ({
      part,
      samples: gaps.reduce((sum, gap) => sum + gap.samples, 0),
      answers: gaps.reduce((sum, gap) => sum + gap.answers, 0),
      keys: gaps.flatMap(gap => gap.keys).slice(0, maxKeys),
    }))
    .sort((a, b) => (a.part ?? -1) - (b.part ?? -1));

/** Shards of which neither this merge nor an earlier one has seen anything, by number. */
export const missingShards = (parts: readonly Part[]): readonly number[] => {
  const seen = new Set<number>();
  let count = 0;
  for (const { manifest } of parts) {
    const shards = [manifest.shard, ...(manifest.merged ?? []).map(run => run.shard)];
    for (const shard of shards) {
      if (shard === undefined) continue;
      seen.add(shard.index);
      count = shard.count;
    }
  }
  return Array.from({ length: count }, (_, place) => place + 1).filter(index => !seen.has(index));
};

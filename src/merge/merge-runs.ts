import type { DataSource, Manifest, Price } from '../core/index.ts';
import { EurusError } from '../core/index.ts';
import { refuseOtherData, writeManifest } from '../run/manifest.ts';
import { type PlannedTask, planTasks } from '../run/plan.ts';
import type { RunResult } from '../run/result.ts';
import { sumUp } from '../run/sum-up.ts';
import { everything, type Task } from '../run/task.ts';
import { refuseDifferent, refuseOtherVersion } from './agree.ts';
import type { Stop } from './choice.ts';
import { type Asked, askedOf, type Gap, joinGaps, missingShards } from './gaps.ts';
import { joinTask } from './join-task.ts';
import { joinedManifest } from './joined-manifest.ts';
import { metricsOf } from './metrics-of.ts';
import { environmentNotes, versionNotes } from './notes.ts';
import { lookAtOut, writeOut } from './out.ts';
import { openParts, type Part, refuseChanged } from './parts.ts';
import { writeGivers } from './rewards.ts';

export type MergeOptions = {
  /** Where the joined run stands; made, or brought up to date where an earlier merge of the same made it. */
  readonly out: string;
  readonly directories: readonly string[];
  /** Of eurus-eval, for the manifest. */
  readonly version: string;
  readonly data: DataSource;
  /** The tasks of a manifest, with the graders that its selection names. */
  readonly tasksOf: (manifest: Manifest) => Promise<readonly Task[]>;
  /** The k of the pass@k wanted; those that the parts have when left out. */
  readonly ks?: readonly number[] | undefined;
  /** The score that `best@k` goes by; that of the parts when left out. */
  readonly scoreField?: string | undefined;
  readonly priceOf: (manifest: Manifest) => Promise<Price | null>;
  readonly abort?: AbortSignal | undefined;
  /** Told in a few words what is being done. */
  readonly onPhase?: ((phase: string) => void) | undefined;
  readonly onNotice?: ((line: string) => void) | undefined;
};

export type Merged = {
  readonly result: RunResult;
  readonly manifest: Manifest;
  readonly parts: readonly Part[];
  /** What ought to be there and is not: one entry a part, those of no part first. */
  readonly gaps: readonly Gap[];
  readonly missingShards: readonly number[];
  /** Answers that two parts have, word for word. */
  readonly duplicates: number;
  /** Plain lines about what differs between the parts without harm. */
  readonly notes: readonly string[];
};

/**
 * Joins the run directories of shards, or of other parts of one run, to the directory that one command without shards
 * would have made. Records are read line by line, and a few bytes a trial are kept.
 * @throws EurusError `RUN_MISMATCH` for parts of different runs, and for two different answers to one key; `USAGE`,
 * `RECORDS_UNREADABLE`, `DATA_*`, `DISK_*`; `INTERRUPTED` when it was stopped: nothing is left then
 */
export const mergeRuns = async (options: MergeOptions): Promise<Merged> => {
  const out = await lookAtOut(options.out);
  const parts = await openParts(options.directories, out.isThere ? options.out : null);
  if (parts.every(({ isOut }) => isOut)) {
    throw new EurusError('USAGE', 'merge needs the run directories that are to be joined: merge OUT SHARD…');
  }
  refuseDifferent(parts);
  const planned = await planParts(parts, options);
  const asked = new Map<string, Asked>();
  for (const { name, planned: task } of planned) asked.set(name, await askedOf(task, parts));
  const ids = new Map([...asked].map(([name, its]) => [name, its.ids]));
  const manifest = joinedManifest(parts, options.version, ids);
  const stop = stopBy(options);
  return writeOut(out, async fresh => {
    const gaps: Gap[] = [];
    let duplicates = 0;
    const others: PlannedTask[] = [];
    const rewards = await writeGivers(parts, fresh);
    for (const { name, planned: task } of planned) {
      options.onPhase?.(`joining ${name}`);
      const its = asked.get(name) ?? { ids: new Set(), whose: new Map() };
      const joined = await joinTask(task, { parts, asked: its, rewards, directory: fresh, stop });
      gaps.push(...joined.gaps);
      duplicates += joined.duplicates;
      if (joined.others !== null) others.push(joined.others);
    }
    await writeManifest(fresh, manifest);
    options.onPhase?.('summing up');
    const { ks, scoreField } = await metricsOf(parts, options);
    const summed = await sumUp({
      ...{ directory: fresh, manifest, planned: planned.map(one => one.planned), others, asked: ids },
      ...{ ks, scoreField, price: await options.priceOf(manifest), onNotice: options.onNotice },
    });
    stop();
    await refuseChanged(parts);
    return {
      result: inPlace(summed, fresh, options.out),
      ...{ manifest, parts, gaps: joinGaps(gaps), missingShards: missingShards(parts), duplicates },
      notes: [
        ...environmentNotes(parts),
        ...versionNotes(
          manifest,
          planned.map(one => one.planned),
        ),
      ],
    };
  });
};

type Named = { readonly name: string; readonly planned: PlannedTask };

const planParts = async (
  parts: readonly Part[],
  { version, tasksOf, data }: MergeOptions,
): Promise<readonly Named[]> => {
  const manifest = joinedManifest(parts, version);
  const planned = await planTasks(await tasksOf(manifest), data, everything, {});
  refuseOtherVersion(
    manifest,
    planned.map(({ name, task }) => ({ name, version: task.benchmark.version })),
  );
  refuseOtherData(manifest, planned, data, parts[0]?.directory ?? '');
  return planned.map(task => ({ name: task.name, planned: task }));
};

const stopBy =
  ({ abort, out }: MergeOptions): Stop =>
  () => {
    if (abort?.aborted !== true) return;
    throw new EurusError('INTERRUPTED', `Stopped: ${out} is as it was before.`);
  };

/** A result names where the directory stands in the end, not where it was built. */
const inPlace = (result: RunResult, fresh: string, out: string): RunResult => ({
  ...result,
  directory: out,
  warnings: result.warnings.map(line => line.replaceAll(fresh, out)),
  panels: result.panels.map(panel => ({ ...panel, file: panel.file?.replace(fresh, out) ?? null })),
});
